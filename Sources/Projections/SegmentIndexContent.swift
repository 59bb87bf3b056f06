package import LedgerCore

/// What the index of a segment is made of: the rows of the segment, given in order, with tenants
/// and keys as the state numbers them.
package struct SegmentIndexContent {
    /// Whose rows they are: a tenant, and the key where there was one.
    struct Pair: Hashable {
        let tenant: Int
        let key: Int?
    }

    /// Which history of the log the segment ends; see `SegmentIndex`.
    let source: Digest
    let hashing: AddressHashing
    let from: UInt64
    private(set) var pairs: [Pair] = []
    private var pairNumbers: [Pair: Int] = [:]
    private(set) var kinds: [UsageKind] = []
    private var kindNumbers: [UsageKind: Int] = [:]
    /// Of each row its pair; -1 where it has none.
    private(set) var rowPairs: [Int32] = []
    /// Of each row its kind; -1 where it counts nothing.
    private(set) var rowKinds: [Int32] = []
    private(set) var rowQuarters: [Int64] = []
    /// By place in the kind's meters, then by row, as far as there are any.
    private(set) var amounts: [[Int64]] = []
    /// When what has a pair happened.
    private(set) var times: ClosedRange<Timestamp>?
    /// An address's fingerprint above the pair that it has rows of; some more than once.
    private(set) var addresses: [UInt64] = []
    /// The pairs that have a row whose personal values cannot be read any more.
    private(set) var unreadPairs: Set<Int> = []
    /// Says that a row's personal values could not be opened though their key is not destroyed.
    package var hasUnopened = false

    /// - Parameters:
    ///   - from: the sequence of the first row.
    ///   - source: which history of the log the segment ends.
    ///   - hashing: how addresses are hashed.
    package init(from: UInt64, source: Digest, hashing: AddressHashing) {
        self.from = from
        self.source = source
        self.hashing = hashing
    }

    var rowCount: Int { rowPairs.count }

    /// The number of a pair, which is added where it is new.
    package mutating func pair(tenant: Int, key: Int?) -> Int {
        let pair = Pair(tenant: tenant, key: key)
        if let number = pairNumbers[pair] { return number }
        pairs.append(pair)
        pairNumbers[pair] = pairs.count - 1
        return pairs.count - 1
    }

    /// The number of a kind, which is added where it is new.
    package mutating func kind(_ kind: UsageKind) -> Int {
        if let number = kindNumbers[kind] { return number }
        kinds.append(kind)
        kindNumbers[kind] = kinds.count - 1
        return kinds.count - 1
    }

    /// Adds the next row.
    /// - Parameters:
    ///   - pair: nil where key or tenant are not as the state has them: every reader looks at it.
    ///   - kind: nil where it counts nothing.
    package mutating func add(pair: Int?, kind: Int?, at time: Timestamp) {
        // What no leaf can say happened at no quarter hour that a cell could name.
        let isCounted = Timestamp.representable.contains(time)
        rowPairs.append(isCounted ? pair.map { Int32($0) } ?? -1 : -1)
        rowKinds.append(kind.map { Int32($0) } ?? -1)
        rowQuarters.append(QuarterHour(containing: time).number)
        guard isCounted, pair != nil else { return }
        if let known = times {
            if time < known.lowerBound { times = time...known.upperBound }
            if time > known.upperBound { times = known.lowerBound...time }
        } else {
            times = time...time
        }
    }

    /// Says an amount of the row that was added last; what is not said is 0.
    /// - Parameter slot: the place of the meter in the row's kind.
    package mutating func setAmount(_ amount: Int64, slot: Int) {
        while amounts.count <= slot { amounts.append([]) }
        let missing = rowCount - 1 - amounts[slot].count
        if missing > 0 { amounts[slot].append(contentsOf: repeatElement(0, count: missing)) }
        amounts[slot].append(amount)
    }

    func amount(_ slot: Int, row: Int) -> Int64 {
        slot < amounts.count && row < amounts[slot].count ? amounts[slot][row] : 0
    }

    /// Says that some row of a pair came from an address.
    package mutating func add(_ address: IPAddress, pair: Int) {
        for block in address.indexedBlocks {
            addresses.append(UInt64(hashing.fingerprint(of: block)) << 32 | UInt64(pair))
        }
    }

    /// Says that the personal values of some row of a pair cannot be read: an index that was made
    /// while they could may hold addresses that are not here.
    package mutating func addUnread(pair: Int) { unreadPairs.insert(pair) }
}

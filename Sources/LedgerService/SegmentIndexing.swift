import EventLog
import Files
import LedgerCore
import Projections

/// Gathers what the index of a segment is made of, from the columns of the segment.
struct SegmentIndexing {
    /// How many addresses are remembered. When it is reached all are forgotten.
    private static let addressesMax = 65_536

    private let vault: PersonalVault
    /// Addresses by the commitment to what they stand in: most come again in the next segment, and
    /// to open them anew takes longer than all else.
    private var addresses: [(commitment: Digest, address: IPAddress?)] = []
    /// By the commitment, any word of which is a hash.
    private var addressIndex = FlatIndex()

    init(vault: PersonalVault) { self.vault = vault }

    /// Reads a segment.
    /// - Parameters:
    ///   - folder: that of the segments.
    ///   - source: which history it ends.
    ///   - state: any state that has applied its entries.
    /// - Throws: `damaged`, `newer_version`, `file_failed`.
    mutating func content(
        of record: SegmentRecord, in folder: String, source: Digest, hashing: AddressHashing,
        state: LedgerState
    ) throws(LogError) -> SegmentIndexContent {
        let segment = try Segment(record, in: folder, access: .sequential)
        var content = SegmentIndexContent(
            from: segment.sequences.lowerBound, source: source, hashing: hashing)
        var rows = SegmentRows(
            dictionary: try segment.loadDictionary(), keys: try segment.keys(), state: state,
            content: &content)
        var columns = SegmentColumns([.operations, .amounts, .personals])
        try segment.forEachBlock(into: &columns) { columns throws(LogError) in
            rows.add(columns, to: &content)
            for met in rows.met {
                let sealed = try segment.sealedPersonal(met.personal, key: rows.keys[met.key].id)
                take(sealed, of: rows.pairs[met.key], into: &content)
            }
            for whole in columns.wholeRows {
                let pair = rows.pairs[Int(columns.keys[whole.row])]
                for sealed in whole.entry.origins { take(sealed, of: pair, into: &content) }
            }
            return true
        }
        return content
    }

    private mutating func take(
        _ sealed: SealedPersonal, of pair: Int?, into content: inout SegmentIndexContent
    ) {
        guard let pair else { return }
        let address: IPAddress?
        let hash = sealed.commitment.words.0
        if let known = addressIndex.find(
            hash, where: { addresses[$0].commitment == sealed.commitment })
        {
            address = addresses[known].address
        } else {
            switch vault.opening(of: sealed) {
            case .opened(let values): address = values.ip.flatMap { IPAddress($0) }
            case .erased:
                content.addUnread(pair: pair)
                return
            case .damaged:
                content.addUnread(pair: pair)
                content.hasUnopened = true
                return
            }
            if addresses.count >= Self.addressesMax {
                addresses.removeAll(keepingCapacity: true)
                addressIndex = FlatIndex()
            }
            addressIndex.insert(addresses.count, hash: hash)
            addresses.append((sealed.commitment, address))
        }
        if let address { content.add(address, pair: pair) }
    }
}

extension Entry {
    /// What holds the address that the entry came from: that of a call is its own, that of any
    /// other act also its actor's.
    var origins: [SealedPersonal] {
        switch type {
        case .usageRecorded, .usageDenied, .usageCompleted, .usageDeniedAggregate:
            [personal].compactMap(\.self)
        default: [personal, actorPersonal].compactMap(\.self)
        }
    }
}

/// The rows of a segment on their way into its index, block by block.
private struct SegmentRows {
    /// What a template says of each of its rows.
    private struct Template {
        let hasTime: Bool
        let hasPersonal: Bool
        /// Which columns of amounts count, by place in the kind's meters; nil is always 0.
        let slots: [Int?]
    }

    /// Personal values that a key's rows have.
    struct Met {
        let key: Int
        let personal: Int
    }

    let keys: [SegmentKey]
    /// The pair of each key; nil where the state has it otherwise.
    let pairs: [Int?]
    /// What the last block was the first to have.
    private(set) var met: [Met] = []
    private let templates: [Template]
    /// Of each template the payload.
    private let usages: [UsageRecorded]
    private let operations: [String]
    private var kinds: [Int: Int] = [:]
    private var known: Set<UInt64> = []

    init(
        dictionary: SegmentDictionary, keys: [SegmentKey], state: LedgerState,
        content: inout SegmentIndexContent
    ) {
        self.keys = keys
        operations = dictionary.operations
        templates = dictionary.templates.map { template in
            let meters = template.meters
            let slots: [Int?] =
                template.usage.outcome == .allowed
                ? meters.indices.map { $0 } : [meters.firstIndex(of: Meter.calls)]
            return Template(
                hasTime: template.hasTime, hasPersonal: template.hasPersonal, slots: slots)
        }
        usages = dictionary.templates.map(\.usage)
        var pairs: [Int?] = []
        for key in keys {
            guard let tenant = state.tenantIndex(key.tenant) else {
                pairs.append(nil)
                continue
            }
            let number = key.id.flatMap { state.keyIndex($0) }
            let isKnown = number.map { state.tenant(ofKey: $0) == tenant } ?? (key.id == nil)
            pairs.append(isKnown ? content.pair(tenant: tenant, key: number) : nil)
        }
        self.pairs = pairs
    }

    mutating func add(
        _ columns: borrowing SegmentColumns, to content: inout SegmentIndexContent
    ) {
        met.removeAll(keepingCapacity: true)
        let numbers = columns.templates
        let keys = columns.keys
        let times = columns.times
        let recordedAt = columns.recordedAt
        let operations = columns.operations
        let personals = columns.personals
        let amounts = columns.amounts
        var wholeRows = columns.wholeRows.makeIterator()
        for row in 0..<columns.count {
            let key = Int(keys[row])
            let number = Int(numbers[row])
            guard number < templates.count else {
                if let entry = wholeRows.next()?.entry { add(entry, key: key, to: &content) }
                continue
            }
            let template = templates[number]
            let kind = kind(number, operation: Int(operations[row]), in: &content)
            let time = template.hasTime ? times[row] : recordedAt[row]
            content.add(pair: pairs[key], kind: kind, at: Timestamp(microseconds: time))
            for (place, slot) in template.slots.enumerated() {
                if let slot { content.setAmount(amounts[slot][row], slot: place) }
            }
            guard template.hasPersonal else { continue }
            let personal = Int(personals[row])
            if known.insert(UInt64(key) << 32 | UInt64(personal)).inserted {
                met.append(Met(key: key, personal: personal))
            }
        }
    }

    private mutating func kind(
        _ template: Int, operation: Int, in content: inout SegmentIndexContent
    ) -> Int {
        let place = template * operations.count + operation
        if let known = kinds[place] { return known }
        var usage = usages[template]
        usage.operation = operations[operation]
        let number = content.kind(UsageKind(usage))
        kinds[place] = number
        return number
    }

    private func add(_ entry: Entry, key: Int, to content: inout SegmentIndexContent) {
        let kind = UsageKind(entry.body)
        content.add(
            pair: pairs[key], kind: kind.map { content.kind($0) },
            at: entry.time ?? entry.recordedAt)
        guard let kind else { return }
        for (slot, amount) in kind.amounts(of: entry.body).enumerated() {
            content.setAmount(amount, slot: slot)
        }
    }
}

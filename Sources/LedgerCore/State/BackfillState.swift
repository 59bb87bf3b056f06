/// A backfill, and what its records come to once they count.
package struct BackfillState: Sendable {
    package enum Status: String, Sendable {
        case open
        case committed
        case reverted
    }

    package var id: String
    package var tenant: Int
    package var kind: BackfillKind
    package var status: Status = .open
    package var records: Int64 = 0
    /// Nothing once the backfill is closed.
    package var pending = PendingUsage()
}

/// The usage of an open backfill, which counts nowhere yet. It may be as large as all that is
/// counted, so it lies in pages too.
package struct PendingUsage: Sendable {
    private var index = HashIndex()
    /// By key, in the order of each key's first record.
    package internal(set) var uses = PagedArray<PendingUse>()
    package internal(set) var counters = Counters()

    /// Takes in a call that a key made or was refused.
    mutating func add(_ time: Timestamp, calls: Int64, key: Int) {
        let hash = Self.quickHash(key)
        if let number = index.find(hash, where: { uses[$0].key == key }) {
            uses[number].use.add(time, calls: calls)
        } else {
            var use = KeyUse()
            use.add(time, calls: calls)
            index.insert(uses.count, hash: hash)
            uses.append(PendingUse(key: key, use: use))
        }
    }

    /// Makes the indexes anew.
    mutating func reindex() {
        index = HashIndex()
        for number in uses.indices { index.insert(number, hash: Self.quickHash(uses[number].key)) }
        counters.reindex()
    }

    private static func quickHash(_ key: Int) -> UInt64 { QuickHash.hash(UInt64(key), 0) }
}

/// How a backfill says that a key was used.
package struct PendingUse: Sendable, Equatable {
    /// The key's index in the state.
    package var key: Int
    package var use: KeyUse
}

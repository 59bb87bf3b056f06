internal import HashTreeCollections

/// The kinds of ids; the same text may name one of each.
package enum DedupKind: UInt8, Sendable {
    /// Usage lines, admissions and imported records.
    case usage = 1
    /// Commands that carry an id, imported lifecycle among them.
    case command = 2
    /// Completions, whose id is the admission's sequence.
    case completion = 3
}

/// Which entries may have recorded an id.
///
/// It holds hashes only: a hit names candidates, and the entry itself says whether it is the one.
/// So a collision costs a read and never a lost or doubled record.
package struct Dedup: Sendable {
    private let key: (UInt64, UInt64)
    private let mask: UInt64
    private var first = TreeDictionary<UInt64, UInt64>()
    private var further = TreeDictionary<UInt64, [UInt64]>()

    /// - Parameter bits: how many bits of a hash count, 1 to 64. Tests also use few, so that ids
    ///   collide.
    package init(key: (UInt64, UInt64), bits: Int = 64) {
        self.key = key
        mask = .max >> UInt64(64 - bits)
    }

    private init(key: (UInt64, UInt64), mask: UInt64) {
        self.key = key
        self.mask = mask
    }

    var empty: Dedup { Dedup(key: key, mask: mask) }

    package func hash(tenant: String, kind: DedupKind, source: String, id: String) -> UInt64 {
        var hash = SipHash(key: key)
        hash.combine(kind.rawValue)
        hash.combine(tenant)
        hash.combine(source)
        hash.combine(id)
        return hash.finish() & mask
    }

    /// The sequences recorded under `hash`, oldest first.
    package func candidates(_ hash: UInt64) -> [UInt64] {
        guard let sequence = first[hash] else { return [] }
        return [sequence] + (further[hash] ?? [])
    }

    mutating func insert(_ hash: UInt64, sequence: UInt64) {
        // One look-up for the many that are new.
        guard let oldest = first.updateValue(sequence, forKey: hash) else { return }
        first[hash] = oldest
        further[hash, default: []].append(sequence)
    }
}

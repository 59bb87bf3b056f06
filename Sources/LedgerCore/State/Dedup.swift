/// The kinds of ids; the same text may name one of each.
package enum DedupKind: UInt8, Sendable {
    /// Usage lines, admissions and imported records.
    case usage = 1
    /// Commands that carry an id, imported lifecycle among them.
    case command = 2
    /// Completions, whose id is the admission's sequence.
    case completion = 3
}

/// Which recent entries may have recorded an id; older ones are in runs on disk.
///
/// It holds hashes only: a hit names candidates, and the entry itself says whether it is the one.
/// So a collision costs a read and never a lost or doubled record.
package struct Dedup: Sendable {
    /// How many sequences one table spans. A table is forgotten as a whole, so that nothing is ever
    /// taken out of one.
    package static let tableSpan: UInt64 = 65_536

    private let key: (UInt64, UInt64)
    private let mask: UInt64
    private var tables: [IDTable] = []

    /// - Parameter bits: how many bits of a hash count, 1 to 64. Tests also use few, so that ids
    ///   collide.
    package init(key: (UInt64, UInt64), bits: Int = 64) {
        self.key = key
        mask = .max >> UInt64(64 - bits)
    }

    /// The same without any id.
    var empty: Dedup {
        var dedup = self
        dedup.tables = []
        return dedup
    }

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
        var found: [UInt64] = []
        for table in tables { table.find(hash, into: &found) }
        return found
    }

    mutating func insert(_ hash: UInt64, sequence: UInt64) {
        let span = sequence / Self.tableSpan
        if tables.last?.span != span { tables.append(IDTable(span: span)) }
        tables[tables.count - 1].insert(hash, sequence: sequence)
    }

    /// Lets the tables go that hold nothing at or after `sequence`.
    package mutating func forget(before sequence: UInt64) {
        tables.removeAll { ($0.span + 1) * Self.tableSpan <= sequence }
    }
}

/// The ids of one span of sequences: an open-addressed table.
private struct IDTable: Sendable {
    let span: UInt64
    private var hashes: [UInt64]
    /// 0 where empty; else the sequence within the span, plus one.
    private var numbers: [UInt32]
    private var count = 0

    init(span: UInt64) {
        self.span = span
        hashes = Array(repeating: 0, count: 256)
        numbers = Array(repeating: 0, count: 256)
    }

    func find(_ hash: UInt64, into found: inout [UInt64]) {
        let mask = numbers.count - 1
        let before = found.count
        var place = Int(truncatingIfNeeded: hash &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while numbers[place] != 0 {
            if hashes[place] == hash {
                found.append(span * Dedup.tableSpan + UInt64(numbers[place] - 1))
            }
            place = (place + 1) & mask
        }
        // The table may have grown since the first of them came.
        if found.count > before + 1 { found[before...].sort() }
    }

    mutating func insert(_ hash: UInt64, sequence: UInt64) {
        if (count + 1) * 3 > numbers.count * 2 { grow() }
        put(hash, UInt32(sequence - span * Dedup.tableSpan) + 1)
        count += 1
    }

    private mutating func put(_ hash: UInt64, _ number: UInt32) {
        let mask = numbers.count - 1
        var place = Int(truncatingIfNeeded: hash &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while numbers[place] != 0 { place = (place + 1) & mask }
        hashes[place] = hash
        numbers[place] = number
    }

    private mutating func grow() {
        let old = (hashes, numbers)
        hashes = Array(repeating: 0, count: old.0.count * 2)
        numbers = Array(repeating: 0, count: old.0.count * 2)
        for place in old.1.indices where old.1[place] != 0 { put(old.0[place], old.1[place]) }
    }
}

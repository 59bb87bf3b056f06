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
    /// The sequence from which on it holds every id.
    package private(set) var start: UInt64 = 0
    /// How many sequences one table spans. A table is forgotten as a whole, so that nothing is ever
    /// taken out of one.
    private let span: UInt64
    let hashing: IDHashing
    private var tables: [IDTable] = []

    init(hashing: IDHashing, span: UInt64) {
        self.hashing = hashing
        self.span = span
    }

    /// The same without the table that grows: what is left never changes, and a view may share it.
    var grown: Dedup {
        var dedup = self
        _ = dedup.tables.popLast()
        return dedup
    }

    /// The same without any table.
    var emptied: Dedup {
        var dedup = self
        dedup.tables = []
        return dedup
    }

    /// The sequence before which it holds every id from `start` on, where it is the `grown` part of
    /// a whole.
    package var grownEnd: UInt64 { tables.last.map { $0.first &+ span } ?? start }

    package func hash(tenant: String, kind: DedupKind, source: String, id: String) -> UInt64 {
        hashing.hash(tenant: tenant, kind: kind, source: source, id: id)
    }

    /// The sequences at or after `position` recorded under `hash`, oldest first.
    package func candidates(_ hash: UInt64, from position: UInt64 = 0) -> [UInt64] {
        var found: [UInt64] = []
        for table in tables where position <= table.first + (span - 1) {
            table.find(hash, from: position, into: &found)
        }
        return found
    }

    /// Adds an id, unless it lies before `start`.
    mutating func insert(_ hash: UInt64, sequence: UInt64) {
        guard sequence >= start else { return }
        let first = sequence - sequence % span
        if tables.last?.first != first { tables.append(IDTable(first: first)) }
        tables[tables.count - 1].insert(hash, sequence: sequence)
    }

    /// Lets the ids go that lie before `sequence`, a multiple of the span: others hold them now.
    mutating func forget(before sequence: UInt64) {
        guard sequence > start else { return }
        start = sequence
        tables.removeAll { $0.first < sequence }
    }
}

/// The ids of one span of sequences: an open-addressed table.
private struct IDTable: Sendable {
    /// The first sequence of the span.
    let first: UInt64
    private var hashes: [UInt64]
    /// 0 where empty; else the sequence within the span, plus one.
    private var numbers: [UInt32]
    private var count = 0

    init(first: UInt64) {
        self.first = first
        hashes = Array(repeating: 0, count: 256)
        numbers = Array(repeating: 0, count: 256)
    }

    func find(_ hash: UInt64, from position: UInt64, into found: inout [UInt64]) {
        let mask = numbers.count - 1
        let before = found.count
        var place = Int(truncatingIfNeeded: hash &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while numbers[place] != 0 {
            if hashes[place] == hash {
                let sequence = first + UInt64(numbers[place] - 1)
                if sequence >= position { found.append(sequence) }
            }
            place = (place + 1) & mask
        }
        // The table may have grown since the first of them came.
        if found.count > before + 1 { found[before...].sort() }
    }

    mutating func insert(_ hash: UInt64, sequence: UInt64) {
        if (count + 1) * 3 > numbers.count * 2 { grow() }
        put(hash, UInt32(sequence - first) + 1)
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

import Files
package import LedgerCore

/// An id as a run keeps it.
struct DedupEntry: Comparable {
    let fingerprint: UInt64
    let sequence: UInt64

    static func < (a: DedupEntry, b: DedupEntry) -> Bool {
        a.fingerprint != b.fingerprint
            ? a.fingerprint < b.fingerprint : a.sequence < b.sequence
    }
}

extension DedupRun {
    /// Makes the run of a range from pairs in any order. The same pairs give the same bytes.
    /// - Throws: `not_contiguous` for a pair outside the range, `file_failed`.
    package static func build(
        _ pairs: [BoundID], from: UInt64, to: UInt64, in folder: String
    ) throws(ProjectionError) -> DedupRun {
        let layout = try requireLayout(from: from, to: to, count: pairs.count, folder)
        var entries: [DedupEntry] = []
        entries.reserveCapacity(pairs.count)
        for pair in pairs {
            guard pair.sequence >= from, pair.sequence < to else {
                throw .notContiguous(
                    "Sequence \(pair.sequence) is outside \(from)..<\(to)", place: folder)
            }
            entries.append(
                DedupEntry(
                    fingerprint: DedupRunLayout.fingerprint(of: pair.hash),
                    sequence: pair.sequence))
        }
        entries.sort()
        var writer = try DedupRunWriter(layout: layout, folder: folder)
        for entry in entries { try writer.append(entry) }
        let digest = try writer.finish()
        return try DedupRun(from: from, to: to, in: folder, expected: digest)
    }

    /// Makes the run of adjacent ranges from their runs: the same bytes as built from all their
    /// pairs. Reads the files anew, every block checked; holds some blocks of each.
    /// - Parameter sources: at least one, each beginning where the one before ends.
    /// - Throws: `not_contiguous`, `missing`, `damaged`, `file_failed`.
    package static func merge(
        _ sources: [DedupRun], in folder: String
    ) throws(ProjectionError) -> DedupRun {
        guard let first = sources.first, let last = sources.last,
            zip(sources, sources.dropFirst()).allSatisfy({ $0.to == $1.from })
        else { throw .notContiguous("The runs to merge are not adjacent", place: folder) }
        let count = sources.reduce(0) { $0 + $1.count }
        let layout = try requireLayout(from: first.from, to: last.to, count: count, folder)
        var cursors: [DedupRunCursor] = []
        for source in sources {
            let run = try DedupRun(
                from: source.from, to: source.to, in: folder, expected: source.digest,
                access: .sequential)
            if let cursor = try DedupRunCursor(run) { cursors.append(cursor) }
        }
        var writer = try DedupRunWriter(layout: layout, folder: folder)
        while !cursors.isEmpty {
            // Of equal fingerprints the older run's come first, and its sequences are lower.
            var lowest = 0
            for index in cursors.indices.dropFirst()
            where cursors[index].entry.fingerprint < cursors[lowest].entry.fingerprint {
                lowest = index
            }
            try writer.append(cursors[lowest].entry)
            if try !cursors[lowest].advance() { cursors.remove(at: lowest) }
        }
        let digest = try writer.finish()
        return try DedupRun(from: first.from, to: last.to, in: folder, expected: digest)
    }

    private static func requireLayout(
        from: UInt64, to: UInt64, count: Int, _ folder: String
    ) throws(ProjectionError) -> DedupRunLayout {
        guard let layout = DedupRunLayout(from: from, to: to, count: UInt64(count)) else {
            throw .notContiguous("No run can hold \(count) ids of \(from)..<\(to)", place: folder)
        }
        return layout
    }
}

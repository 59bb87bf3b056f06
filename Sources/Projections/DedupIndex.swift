import Files
package import LedgerCore

/// Which entries may have recorded an id, for all sequences below its position: runs that follow
/// each other without a gap.
///
/// A value never changes and may be held by any view; its runs' files stay for as long as it does.
///
/// Rules, and what happens otherwise:
/// - One caller at a time makes the next value, always from the newest one: `adding` replaces the
///   manifest, and a manifest made from an older value would forget runs.
/// - Names that begin with `dedup` are the index's own: at `open` and `create`, runs that the
///   manifest does not name are removed. No value of an earlier index of that folder is alive by then, or
///   it would remove files of the same name when it goes.
/// - An error at `open` or from a probe that `meansRebuild` says that the index is made again:
///   `create`, then the runs of all segments from the log. So does an `anchor` that is not that of
///   the log: the index is another log's, and would not know the ids of this one.
package struct DedupIndex: Sendable {
    /// The folder, as given.
    package let folder: String
    /// How many sequences a segment has.
    package let entriesPerSegment: UInt64
    /// Oldest first, without a gap from sequence 0.
    package let runs: [DedupRun]
    /// What the log is to have before the position; see `Anchor`.
    package let anchor: Digest

    /// The first sequence it does not cover.
    package var position: UInt64 { runs.last?.to ?? 0 }

    private init(folder: String, entriesPerSegment: UInt64, runs: [DedupRun], anchor: Digest) {
        self.folder = folder
        self.entriesPerSegment = entriesPerSegment
        self.runs = runs
        self.anchor = anchor
    }
}

extension DedupIndex {
    /// Makes an empty index, in the place of the one that may be there.
    /// - Throws: `disk_full`, `file_failed`.
    package static func create(
        in folder: String, entriesPerSegment: UInt64
    ) throws(ProjectionError) -> DedupIndex {
        precondition(entriesPerSegment > 0)
        try convertingFileErrors { () throws(FileError) in try Folder.create(folder) }
        let index = DedupIndex(
            folder: folder, entriesPerSegment: entriesPerSegment, runs: [], anchor: Anchor.none)
        try index.manifest.write(in: folder)
        try index.removeUnnamed()
        return index
    }

    /// Opens the index of a folder, and removes what a crash left behind.
    /// - Throws: `missing`, `damaged`, `newer_version`: make it again; `file_failed`.
    package static func open(
        in folder: String, entriesPerSegment: UInt64
    ) throws(ProjectionError) -> DedupIndex {
        let manifest = try RunManifest.read(
            .dedup, in: folder, entriesPerSegment: entriesPerSegment)
        var runs: [DedupRun] = []
        for row in manifest.rows {
            guard
                DedupCut(from: row.from, to: row.to, entriesPerSegment: entriesPerSegment) != nil
            else { throw .damaged("it names a run of no valid range", place: folder) }
            runs.append(
                try DedupRun(from: row.from, to: row.to, in: folder, expected: row.digest))
        }
        let index = DedupIndex(
            folder: folder, entriesPerSegment: entriesPerSegment, runs: runs,
            anchor: manifest.anchor)
        try index.removeUnnamed()
        return index
    }

    private var manifest: RunManifest {
        RunManifest(
            kind: .dedup, entriesPerSegment: entriesPerSegment, anchor: anchor,
            rows: runs.map { RunManifest.Row(from: $0.from, to: $0.to, digest: $0.digest) })
    }

    private func removeUnnamed() throws(ProjectionError) {
        try RunName.removeOthers(
            DedupRunLayout.namePrefix, than: Set(runs.map(\.layout.name)), in: folder)
    }
}

extension DedupIndex {
    /// The sequences that may have recorded the id of this hash, oldest first: all that did, and
    /// rarely another, which the entry itself tells.
    /// - Throws: `damaged`.
    package func candidates(_ hash: UInt64) throws(ProjectionError) -> [UInt64] {
        let probe = DedupProbe(hash: hash)
        var found: [UInt64] = []
        for run in runs { try run.appendCandidates(of: probe, to: &found) }
        return found
    }

    /// The candidates of each hash, in the order of the hashes.
    /// - Throws: `damaged`.
    package func candidates(of hashes: [UInt64]) throws(ProjectionError) -> [[UInt64]] {
        let probes = hashes.map(DedupProbe.init)
        var found = [[UInt64]](repeating: [], count: hashes.count)
        for run in runs {
            for index in probes.indices {
                try run.appendCandidates(of: probes[index], to: &found[index])
            }
        }
        return found
    }
}

extension DedupIndex {
    /// Makes the run of the next segment, which `adding` then takes. May run on any thread.
    /// - Parameter pairs: the ids of its entries, in any order.
    /// - Throws: `not_contiguous` for a pair outside the segment, `file_failed`.
    package func buildNext(_ pairs: [BoundID]) throws(ProjectionError) -> DedupRun {
        try DedupRun.build(pairs, from: position, to: position + entriesPerSegment, in: folder)
    }

    /// The runs to merge, oldest first: each group becomes one run by `merge`, which `adding` then
    /// takes. Several of them, and `buildNext`, may run side by side.
    package var mergesDue: [[DedupRun]] {
        DedupCut.cuts(of: position / entriesPerSegment).compactMap { cut in
            let group = runs.filter {
                $0.from / entriesPerSegment >= cut.segments.lowerBound
                    && $0.to / entriesPerSegment <= cut.segments.upperBound
            }
            return group.count > 1 ? group : nil
        }
    }

    /// Merges a group of runs into one. May run on any thread.
    /// - Parameter group: one of `mergesDue`, of this or an earlier value.
    /// - Throws: `not_contiguous`, `missing`, `damaged`, `file_failed`.
    package func merge(_ group: [DedupRun]) throws(ProjectionError) -> DedupRun {
        try DedupRun.merge(group, in: folder)
    }

    /// The next value: with the run of the next segment, or with a merged run in the place of its
    /// parts. It is durable when this returns; the files of the parts go with the last value that
    /// holds them.
    /// - Parameter anchor: that of the next value's position; for a merged run, of this one's.
    /// - Throws: `not_contiguous` for a run that fits neither, `disk_full`, `file_failed`.
    package func adding(
        _ run: DedupRun, anchor: Digest
    ) throws(ProjectionError) -> DedupIndex {
        let parts = runs.filter { $0.from < run.to && run.from < $0.to }
        guard
            DedupCut(from: run.from, to: run.to, entriesPerSegment: entriesPerSegment) != nil,
            run.from == (parts.first?.from ?? position),
            run.to == (parts.last?.to ?? position + entriesPerSegment),
            parts.count != 1
        else {
            throw .notContiguous(
                "The run of \(run.from)..<\(run.to) fits nowhere in an index at \(position)",
                place: folder)
        }
        let next = DedupIndex(
            folder: folder, entriesPerSegment: entriesPerSegment,
            runs: runs.filter { $0.to <= run.from } + [run] + runs.filter { run.to <= $0.from },
            anchor: anchor)
        try next.manifest.write(in: folder)
        for part in parts { part.retire() }
        return next
    }
}

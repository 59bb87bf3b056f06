extension DedupIndex {
    /// Whether a folder has files of an index, whole or not.
    /// - Throws: `file_failed`.
    package static func isMade(in folder: String) throws(ProjectionError) -> Bool {
        try RunName.hasFiles(DedupRunLayout.namePrefix, in: folder)
    }

    /// Does the merges that are due and that another index has done, so that both come to have
    /// runs of the same ranges: an index that was cut off between a run and its merge is as good as
    /// one that was not.
    /// - Throws: as `merge` and `adding`.
    package func merged(like other: DedupIndex) throws(ProjectionError) -> DedupIndex {
        var index = self
        for group in mergesDue {
            guard let from = group.first?.from, let to = group.last?.to,
                other.runs.contains(where: { $0.from <= from && to <= $0.to })
            else { continue }
            index = try index.adding(try index.merge(group), anchor: index.anchor)
        }
        return index
    }

    /// Holds every run of this index against those of one that was made from the log, to the same
    /// position and with runs of the same ranges. Every block is checked.
    /// - Returns: the runs that hold other ids, with the first that is otherwise.
    /// - Throws: `missing`, `damaged`, `newer_version`, `file_failed`.
    package func differences(
        from made: DedupIndex
    ) throws(ProjectionError) -> [ProjectionDifference] {
        var differences: [ProjectionDifference] = []
        for run in runs {
            guard let other = made.runs.first(where: { $0.from == run.from && $0.to == run.to })
            else {
                differences.append(
                    ProjectionDifference(
                        place: run.path, sentence: "The log gives no run of this range."))
                continue
            }
            let first = try run.firstDifference(from: other)
            // The digest covers the checksum of every block, and the walk held each against its
            // own: equal digests are equal bytes. An older version has others.
            if first == nil,
                run.digest == other.digest || run.layout.version < other.layout.version
            {
                continue
            }
            differences.append(
                ProjectionDifference(
                    place: run.path,
                    sentence: first.map { "It is otherwise from the id of entry \($0) on." }
                        ?? "It holds the same ids in other bytes."))
        }
        return differences
    }
}

extension DedupRun {
    /// The sequence of the first id, in the order of the run, that only one of two runs has there;
    /// nil where both hold the same. Reads the files anew, every block checked.
    fileprivate func firstDifference(from other: DedupRun) throws(ProjectionError) -> UInt64? {
        var mine = try DedupRunCursor(self)
        var others = try DedupRunCursor(other)
        while let entry = mine?.entry {
            guard let counterpart = others?.entry else { return entry.sequence }
            guard entry == counterpart else { return min(entry, counterpart).sequence }
            if try mine?.advance() == false { mine = nil }
            if try others?.advance() == false { others = nil }
        }
        return others?.entry.sequence
    }
}

import EventLog
import Files
import LedgerCore
import Projections

/// Holds the projections of a folder against those that its log gives, in one walk through the
/// entries.
///
/// Each projection is compared at the position it has: one that is behind the log is no difference,
/// since a start brings it up, and neither is one that was not made yet. One that is damaged, lacks
/// files, is of another log or ahead of this one is.
struct ProjectionComparison {
    /// A sealed segment that has an index.
    private struct Indexed {
        let record: SegmentRecord
        let source: Digest
    }

    private let folder: DataFolder
    private let store: LogStore
    private let anchoring: Anchoring
    private let hashing: IDHashing
    private let addressHashing: AddressHashing
    private var indexing: SegmentIndexing
    private let size: UInt64
    /// By the sequence after their last entry.
    private let indexed: [UInt64: Indexed]
    private var report = ProjectionReport()

    init(folder: DataFolder, store: LogStore, secrets: SecretsFolder) {
        self.folder = folder
        self.store = store
        anchoring = Anchoring(store: store, blinding: secrets.blinding)
        hashing = IDHashing(blinding: secrets.blinding)
        addressHashing = AddressHashing(blinding: secrets.blinding)
        indexing = SegmentIndexing(vault: secrets.vault)
        size = store.identity.entriesPerSegment
        let records = store.segmentRecords
        var indexed: [UInt64: Indexed] = [:]
        for (record, source) in zip(records, SegmentIndexes.sources(of: records))
        where SegmentIndex.isMade(of: record.sequences, in: folder.projectionsPath) {
            indexed[record.sequences.upperBound] = Indexed(record: record, source: source)
        }
        self.indexed = indexed
        report.entries = store.nextSequence
        report.segments = records.count
        report.indexesMade = indexed.count
    }

    /// - Throws: what reading the log throws; `file_failed`.
    mutating func run(_ progress: (UInt64, UInt64) -> Void) throws(LogError) -> ProjectionReport {
        let storedIDs = try openIDs()
        let storedState = try openState()
        report.idsPosition = storedIDs?.position
        report.statePosition = storedState?.position

        let statePosition = storedState?.position ?? 0
        let idsPosition = storedIDs?.position ?? 0
        let appliedEnd = max(statePosition, indexed.keys.max() ?? 0)
        let end = max(appliedEnd, idsPosition)
        var state = LedgerState(hashing: hashing, dedupSpan: size)
        var ids = try emptyIndex()
        var pairs: [BoundID] = []
        try compare(storedState, with: state)
        try store.forEachEntry { entry throws(LogError) in
            guard entry.sequence < end else { return false }
            let next = entry.sequence + 1
            if entry.sequence < appliedEnd {
                state.apply(entry)
                if next == statePosition { try compare(storedState, with: state) }
            }
            if entry.sequence < idsPosition, let pair = hashing.boundID(of: entry) {
                pairs.append(pair)
            }
            if next % size == 0 {
                progress(next, end)
                // However many ids there are, few of them are in memory at once.
                state.forgetIDs(before: next)
                if let segment = indexed[next] { try compareIndex(of: segment, state) }
                if next <= idsPosition, let storedIDs {
                    ids = try grown(ids, by: pairs, like: storedIDs)
                    pairs.removeAll(keepingCapacity: true)
                }
            }
            return true
        }
        try compare(storedIDs, with: ids)
        return report
    }

    private mutating func openIDs() throws(LogError) -> DedupIndex? {
        let (path, size) = (folder.projectionsPath, size)
        report.areIDsMade = try convertingProjectionErrors { () throws(ProjectionError) in
            try DedupIndex.isMade(in: path)
        }
        guard report.areIDsMade else { return nil }
        let opened = try usable { () throws(ProjectionError) in
            try DedupIndex.open(in: path, entriesPerSegment: size)
        }
        guard let index = opened else { return nil }
        return try isOfThisLog("index of ids", index.position, index.anchor) ? index : nil
    }

    private mutating func openState() throws(LogError) -> StateProjection? {
        let (path, size, hashing) = (folder.projectionsPath, size, hashing)
        report.isStateMade = try convertingProjectionErrors { () throws(ProjectionError) in
            try StateProjection.isMade(in: path)
        }
        guard report.isStateMade else { return nil }
        let opened = try usable { () throws(ProjectionError) in
            var opened = try StateProjection.open(in: path, entriesPerSegment: size)
            _ = try opened.load(hashing: hashing)
            return opened
        }
        guard let state = opened else { return nil }
        return try isOfThisLog("state", state.position, state.anchor) ? state : nil
    }

    private mutating func isOfThisLog(
        _ name: String, _ position: UInt64, _ anchor: Digest
    ) throws(LogError) -> Bool {
        let own = try anchoring.anchor(at: position)
        if own == anchor { return true }
        report.differences.append(
            ProjectionReport.Difference(
                place: folder.projectionsPath,
                sentence: own == nil
                    ? "The \(name) is at \(position), ahead of the log."
                    : "The \(name) was made from another log, or from another history of this one.")
        )
        return false
    }

    private mutating func compare(
        _ stored: StateProjection?, with state: LedgerState
    ) throws(LogError) {
        guard let stored, stored.position == state.position, state.position > 0 else { return }
        let found = try usable { () throws(ProjectionError) in
            try stored.differences(from: state)
        }
        report.differences += (found ?? []).map(ProjectionReport.Difference.init)
    }

    private mutating func compare(
        _ stored: DedupIndex?, with made: DedupIndex
    ) throws(LogError) {
        guard let stored else { return }
        let found = try usable { () throws(ProjectionError) in
            try stored.differences(from: made)
        }
        report.differences += (found ?? []).map(ProjectionReport.Difference.init)
    }

    private mutating func compareIndex(
        of segment: Indexed, _ state: LedgerState
    ) throws(LogError) {
        let (path, addressHashing) = (folder.projectionsPath, addressHashing)
        let opened = try usable { () throws(ProjectionError) in
            try SegmentIndex(
                of: segment.record.sequences, source: segment.source, hashing: addressHashing,
                in: path)
        }
        guard let index = opened else { return }
        let content = try indexing.content(
            of: segment.record, in: store.segmentsPath, source: segment.source,
            hashing: addressHashing, state: state)
        let found = try usable { () throws(ProjectionError) in
            try index.difference(from: content)
        }
        if let difference = found ?? nil { report.differences.append(.init(difference)) }
    }

    /// Runs an act on what is stored; where that is of no use, it is a difference.
    private mutating func usable<Result>(
        _ body: () throws(ProjectionError) -> Result
    ) throws(LogError) -> Result? {
        do throws(ProjectionError) {
            return try body()
        } catch {
            guard error.meansRebuild else { throw LogError(error) }
            report.differences.append(
                ProjectionReport.Difference(place: error.place, sentence: error.sentence))
            return nil
        }
    }

    private func emptyIndex() throws(LogError) -> DedupIndex {
        try convertingProjectionErrors { () throws(ProjectionError) in
            try DedupIndex.create(in: folder.comparisonPath, entriesPerSegment: size)
        }
    }

    private func grown(
        _ index: DedupIndex, by pairs: [BoundID], like stored: DedupIndex
    ) throws(LogError) -> DedupIndex {
        // An anchor binds what is opened again; nobody opens these files.
        try convertingProjectionErrors { () throws(ProjectionError) in
            try index.adding(try index.buildNext(pairs), anchor: Anchor.none)
                .merged(like: stored)
        }
    }
}

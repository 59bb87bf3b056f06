import EventLog
import Files
import LedgerCore
import Projections

/// Holds the projections of a folder against those that its log gives, in one walk through the
/// entries.
///
/// Each projection is compared at the position it has: one that is behind the log is no difference,
/// since a start brings it up. One that is missing, damaged, of another log or ahead of this one is.
struct ProjectionComparison {
    private let folder: DataFolder
    private let store: LogStore
    private let anchoring: Anchoring
    private let hashing: IDHashing
    private let size: UInt64
    private var report = ProjectionReport()

    init(folder: DataFolder, store: LogStore, secrets: SecretsFolder) {
        self.folder = folder
        self.store = store
        anchoring = Anchoring(store: store, blinding: secrets.blinding)
        hashing = IDHashing(blinding: secrets.blinding)
        size = store.identity.entriesPerSegment
        report.entries = store.nextSequence
    }

    /// - Throws: what reading the log throws; `file_failed`.
    mutating func run(_ progress: (UInt64, UInt64) -> Void) throws(LogError) -> ProjectionReport {
        let storedIDs = try openIDs()
        let storedState = try openState()
        report.idsPosition = storedIDs?.position
        report.statePosition = storedState?.position

        let statePosition = storedState?.position ?? 0
        let idsPosition = storedIDs?.position ?? 0
        let end = max(statePosition, idsPosition)
        var state = LedgerState(hashing: hashing, dedupSpan: size)
        var ids = try emptyIndex()
        var pairs: [BoundID] = []
        try compare(storedState, with: state)
        try store.forEachEntry { entry throws(LogError) in
            guard entry.sequence < end else { return false }
            let next = entry.sequence + 1
            if entry.sequence < statePosition {
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
        let opened = try usable { () throws(ProjectionError) in
            try DedupIndex.open(in: path, entriesPerSegment: size)
        }
        guard let index = opened else { return nil }
        return try isOfThisLog("index of ids", index.position, index.anchor) ? index : nil
    }

    private mutating func openState() throws(LogError) -> StateProjection? {
        let (path, size, hashing) = (folder.projectionsPath, size, hashing)
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
        do throws(ProjectionError) {
            return try DedupIndex.create(in: folder.comparisonPath, entriesPerSegment: size)
        } catch {
            throw LogError(error)
        }
    }

    private func grown(
        _ index: DedupIndex, by pairs: [BoundID], like stored: DedupIndex
    ) throws(LogError) -> DedupIndex {
        // An anchor binds what is opened again; nobody opens these files.
        do throws(ProjectionError) {
            return try index.adding(try index.buildNext(pairs), anchor: Anchor.none)
                .merged(like: stored)
        } catch {
            throw LogError(error)
        }
    }
}

extension LogError {
    /// A projection that cannot be written or read.
    fileprivate init(_ error: ProjectionError) {
        self.init(
            code: error.code == .diskFull ? .diskFull : .fileFailed, sentence: error.sentence,
            place: error.place)
    }
}

import EventLog
import Files
import LedgerCore
import Projections

/// Making again what is derived, and holding it against the log.
extension Ledger {
    /// Removes everything derived in a folder that nobody holds, and makes it again from the log.
    /// A log that cannot be opened leaves it as it is; cut off, the next start goes on.
    /// - Parameter progress: called now and then with the entries read and those to read: sealed
    ///   ones are read once more for the indexes.
    /// - Returns: how many entries there are.
    package static func rebuild(
        at path: String, clock: any Clock = SystemClock(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws(LedgerError) -> UInt64 {
        let ledger: Ledger
        do throws(LogError) {
            let folder = try DataFolder.open(at: path)
            let store = try LogStore.open(in: folder)
            let secrets = try SecretsFolder.open(in: folder)
            try emptyFolder(folder.projectionsPath)
            let parts = try LedgerParts(
                folder: folder, store: store, secrets: secrets, clock: clock)
            let total = store.nextSequence + store.sealedEnd
            let starting = try StartingState(of: parts) { done, _ in progress(done, total) }
            try makeIndexes(of: parts, starting.state) { done in
                progress(store.nextSequence + done, total)
            }
            ledger = Ledger(parts: parts, starting: starting)
        } catch {
            throw LedgerError(error)
        }
        let position = ledger.view.position
        await ledger.close()
        return position
    }

    /// Makes everything derived anew beside what a folder that nobody holds has, and says where the
    /// two differ, each projection at its own position. What is there stays as it is, and what is
    /// not made yet is no difference.
    /// - Parameter progress: called now and then with the entries read and those to read.
    package static func compareProjections(
        at path: String, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LedgerError) -> ProjectionReport {
        do throws(LogError) {
            let folder = try DataFolder.open(at: path)
            let store = try LogStore.open(in: folder)
            let secrets = try SecretsFolder.open(in: folder)
            try emptyFolder(folder.comparisonPath)
            let report: ProjectionReport
            do throws(LogError) {
                var comparison = ProjectionComparison(
                    folder: folder, store: store, secrets: secrets)
                report = try comparison.run(progress)
            } catch {
                try? Folder.removeTree(folder.comparisonPath)
                throw error
            }
            try removeFolder(folder.comparisonPath)
            return report
        } catch {
            throw LedgerError(error)
        }
    }

    private static func makeIndexes(
        of parts: LedgerParts, _ state: LedgerState, progress: (UInt64) -> Void
    ) throws(LogError) {
        var indexing = SegmentIndexing(vault: parts.vault)
        while let missing = parts.indexes.missing {
            let content = try indexing.content(
                of: missing.record, in: parts.store.segmentsPath, source: missing.source,
                hashing: parts.indexes.hashing, state: state)
            try convertingProjectionErrors { () throws(ProjectionError) in
                try parts.indexes.make(content, of: missing)
            }
            progress(missing.record.sequences.upperBound)
        }
    }

    private static func emptyFolder(_ path: String) throws(LogError) {
        try removeFolder(path)
        try convertingFileErrors { () throws(FileError) in try Folder.create(path) }
    }

    private static func removeFolder(_ path: String) throws(LogError) {
        try convertingFileErrors { () throws(FileError) in try Folder.removeTree(path) }
    }
}

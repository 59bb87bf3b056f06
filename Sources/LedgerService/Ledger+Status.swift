import EventLog
import Files
package import LedgerCore

extension Ledger {
    /// How the ledger stands now. Looks at every file of the folder and reads some twenty entries.
    /// - Throws: `file_failed`, `damaged`.
    package func status() throws(LedgerError) -> LedgerStatus {
        let view = view
        let state = view.state
        do throws(LogError) {
            let sizes = try sizes()
            let path = parts.path
            let free = try convertingFileErrors { () throws(FileError) in
                try Folder.freeBytes(of: "\(path)/log")
            }
            let dayAgo = clock.now.advanced(by: -Timestamp.microsecondsPerDay)
            let earlier = try count(recordedBefore: dayAgo, in: view)
            var problems: [LedgerStatus.Problem] = []
            if free < Limits.diskReserveBytes { problems.append(.diskLow) }
            if clockGuard.time(after: state.recordedAt) == nil { problems.append(.clockSuspect) }
            return LedgerStatus(
                version: ProgramVersion.current, ledger: identity.ledger, position: view.position,
                lastRecordedAt: state.recordedAt, sizes: sizes, freeBytes: free,
                growth: LedgerStatus.Growth(
                    entries: view.position, entriesPerDay: view.position - earlier,
                    bytes: sizes.total, freeBytes: free),
                unsealed: view.position - min(view.position, parts.store.sealedEnd),
                unindexed: view.position - min(view.position, parts.oldIDs.position),
                problems: problems)
        } catch {
            throw LedgerError(error)
        }
    }

    /// The root of the tree over the leaves of the first entries (RFC 6962), from sealed segments
    /// where they reach.
    /// - Returns: nil where there are not so many.
    /// - Throws: what `LogStore` says of a damaged or unreadable log.
    package func root(of size: UInt64) throws(LedgerError) -> Digest? {
        do throws(LogError) {
            return try parts.store.root(of: size, blinding: parts.secrets.blinding)
        } catch {
            throw LedgerError(error)
        }
    }

    private func sizes() throws(LogError) -> LedgerStatus.Sizes {
        let path = parts.path
        return try convertingFileErrors { () throws(FileError) in
            var sizes = LedgerStatus.Sizes()
            sizes.log = try Folder.bytes(in: "\(path)/log")
            sizes.segments = try Folder.bytes(in: "\(path)/segments")
            sizes.projections = try Folder.bytes(in: "\(path)/projections")
            sizes.secrets = try Folder.bytes(in: "\(path)/secrets")
            return sizes
        }
    }

    /// How many entries were recorded before a time: they are the first ones, for no time runs
    /// back.
    private func count(
        recordedBefore time: Timestamp, in view: LedgerView
    ) throws(LogError) -> UInt64 {
        var low: UInt64 = 0
        var high = view.position
        while low < high {
            let middle = low + (high - low) / 2
            guard let entry = try parts.store.entry(at: middle) else { return low }
            if entry.recordedAt < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

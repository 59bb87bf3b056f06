import LMDB
package import LedgerCore
import Transparency

extension LogStore {
    /// Copies identity, manifest and frames as of the last commit, durably. Commits go on
    /// meanwhile. `openCopy` reads it.
    /// - Parameter folder: made if it is missing; holds no log.
    /// - Throws: `disk_full`, `storage_failed`.
    package func copyLog(to folder: String) throws(LogError) {
        do throws(LMDBError) {
            try environment.copy(to: folder)
        } catch {
            let converted = LogError(error)
            guard error.code == .diskFull else { throw converted }
            throw LogError(
                code: .diskFull, sentence: converted.sentence, place: converted.place)
        }
    }

    /// The root of the tree over the leaves of the first entries (RFC 6962).
    ///
    /// Of sealed segments the roots are taken from the manifest; only the entries after them are
    /// read, and those of a segment that the size cuts through.
    /// - Parameters:
    ///   - size: how many entries.
    ///   - blinding: the blinds of the leaves.
    /// - Returns: nil where there are not so many.
    /// - Throws: `damaged`, `newer_version`, `storage_failed`, `file_failed`.
    package func root(of size: UInt64, blinding: Blinding) throws(LogError) -> Digest? {
        guard size <= nextSequence else { return nil }
        var tree = CompactRange()
        for record in segmentRecords where record.sequences.upperBound <= size {
            tree.append(subtree: record.root, count: record.count)
        }
        try forEachEntry(from: tree.size) { entry in
            guard entry.sequence < size else { return false }
            tree.append(TreeHash.leaf(entry.leaf(blind: blinding.blind(of: entry.sequence))))
            return true
        }
        return tree.root
    }
}

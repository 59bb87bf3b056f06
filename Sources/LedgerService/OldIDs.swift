import EventLog
import LedgerCore
import Projections
import Synchronization

/// The newest index of the ids that the state no longer holds. The follower makes it grow; each
/// view keeps the one that it was made with.
final class OldIDs: Sendable {
    private let newest: Mutex<DedupIndex>

    /// Opens the index, or makes an empty one in the place of one that is damaged or of another log.
    /// - Throws: `file_failed`, and what reading the log throws.
    init(
        in folder: String, entriesPerSegment: UInt64, _ anchoring: Anchoring
    ) throws(LogError) {
        let opened = try ifUsable { () throws(ProjectionError) in
            try DedupIndex.open(in: folder, entriesPerSegment: entriesPerSegment)
        }
        if let opened, try anchoring.anchor(at: opened.position) == opened.anchor {
            newest = Mutex(opened)
            return
        }
        newest = Mutex(
            try convertingProjectionErrors { () throws(ProjectionError) in
                try DedupIndex.create(in: folder, entriesPerSegment: entriesPerSegment)
            })
    }

    var current: DedupIndex { newest.withLock { $0 } }

    /// The first sequence that the index does not cover.
    var position: UInt64 { newest.withLock { $0.position } }

    /// Adds the ids of the next segment, and merges runs where that is due. One thread at a time.
    /// - Parameter anchor: that of the segment's end.
    func grow(by pairs: [BoundID], anchor: Digest) throws(ProjectionError) {
        let index = current
        var next = try index.adding(try index.buildNext(pairs), anchor: anchor)
        publish(next)
        while let group = next.mergesDue.first {
            next = try next.adding(try next.merge(group), anchor: next.anchor)
            publish(next)
        }
    }

    private func publish(_ index: DedupIndex) { newest.withLock { $0 = index } }
}

extension DedupIndex {
    /// The sequences that may have recorded the id of each hash.
    ///
    /// A damaged run ends the process, for nobody can say what it held; without its manifest the
    /// next start makes the index again.
    func soundCandidates(of hashes: [UInt64]) -> [[UInt64]] {
        do throws(ProjectionError) {
            return try candidates(of: hashes)
        } catch {
            end(error)
        }
    }

    func soundCandidates(_ hash: UInt64) -> [UInt64] {
        do throws(ProjectionError) {
            return try candidates(hash)
        } catch {
            end(error)
        }
    }

    private func end(_ error: ProjectionError) -> Never {
        discard()
        endProcess("the index of ids is damaged; it is made again at the next start", error)
    }
}

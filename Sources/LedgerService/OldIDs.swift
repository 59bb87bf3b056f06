import EventLog
import LedgerCore
import Projections
import Synchronization

/// The newest index of the ids that the state no longer holds. The follower makes it grow; each
/// view keeps the one that it was made with.
final class OldIDs: Sendable {
    private let newest: Mutex<DedupIndex>

    init(_ index: DedupIndex) { newest = Mutex(index) }

    /// Opens the index, or makes an empty one in the place of one that is of no use.
    /// - Parameter end: where the log ends; an index that knows more is another log's.
    static func open(
        in folder: String, entriesPerSegment: UInt64, upTo end: UInt64
    ) throws(LogError) -> DedupIndex {
        do throws(ProjectionError) {
            do throws(ProjectionError) {
                let index = try DedupIndex.open(in: folder, entriesPerSegment: entriesPerSegment)
                if index.position <= end { return index }
            } catch {
                guard error.code != .fileFailed else { throw error }
            }
            return try DedupIndex.create(in: folder, entriesPerSegment: entriesPerSegment)
        } catch {
            throw LogError(code: .fileFailed, sentence: error.sentence, place: error.place)
        }
    }

    var current: DedupIndex { newest.withLock { $0 } }

    /// The first sequence that the index does not cover.
    var position: UInt64 { newest.withLock { $0.position } }

    func publish(_ index: DedupIndex) { newest.withLock { $0 = index } }
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

import EventLog
import LedgerCore
import Projections

/// The thread that follows the log and does what may lag: for each full segment it makes the run
/// of its ids, and merges runs where that is due.
///
/// Everything here belongs to that one thread.
struct Follower: ~Copyable {
    private let exchange: Exchange
    private let parts: LedgerParts

    init(exchange: Exchange, parts: LedgerParts) {
        self.exchange = exchange
        self.parts = parts
    }

    /// Runs until nothing more is committed and every full segment is done.
    @available(*, noasync)
    mutating func run() {
        repeat { followUp() } while exchange.waitForSegment()
        followUp()
        exchange.stop()
    }

    private mutating func followUp() {
        let size = parts.store.identity.entriesPerSegment
        while parts.oldIDs.position + size <= parts.store.nextSequence {
            do throws(ProjectionError) {
                try indexNextSegment()
            } catch {
                endProcess("the index of ids cannot grow", error)
            }
            exchange.follow(to: parts.oldIDs.position)
        }
    }

    private mutating func indexNextSegment() throws(ProjectionError) {
        let index = parts.oldIDs.current
        let end = index.position + index.entriesPerSegment
        var pairs: [DedupPair] = []
        pairs.reserveCapacity(Int(index.entriesPerSegment))
        do throws(LogError) {
            try parts.store.forEachEntry(from: index.position) { entry in
                guard entry.sequence < end else { return false }
                if let hash = parts.hashing.hash(boundBy: entry) {
                    pairs.append(DedupPair(hash: hash, sequence: entry.sequence))
                }
                return true
            }
        } catch {
            endProcess("an entry could not be read", error)
        }
        var next = try index.adding(try index.buildNext(pairs))
        parts.oldIDs.publish(next)
        while let group = next.mergesDue.first {
            next = try next.adding(try next.merge(group))
            parts.oldIDs.publish(next)
        }
    }
}

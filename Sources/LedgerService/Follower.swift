import Dispatch
import EventLog
import LedgerCore
import Projections

/// The thread that follows the log and does what may lag: it seals each full segment, makes the run
/// of its ids and merges runs where that is due, and its index; it makes the indexes that are
/// missing, one at a time; and it flushes the state at the end of what is sealed, at most once a
/// second.
///
/// Everything here belongs to that one thread.
///
/// Where the disk is full, what it was writing is given up and tried again a second later: the
/// frames stay until a whole segment takes their place, and all else can be made from the log. Any
/// other failure ends the process.
struct Follower: ~Copyable {
    private let exchange: Exchange
    private let parts: LedgerParts
    private var projection: StateProjection
    /// The state at the end of what is sealed.
    private var sealed: LedgerState
    /// The states at the ends of the full segments after that.
    private var segmentEnds: [LedgerState]
    /// When the state may be flushed next.
    private var nextFlush = DispatchTime.now() + .seconds(1)
    private var isDiskFull = false
    private var indexing: SegmentIndexing

    init(exchange: Exchange, parts: LedgerParts, starting: consuming StartingFollower) {
        self.exchange = exchange
        self.parts = parts
        projection = starting.projection
        sealed = starting.sealed
        segmentEnds = starting.segmentEnds
        indexing = SegmentIndexing(vault: parts.vault)
    }

    /// Runs until nothing more is committed, every full segment is sealed and the state is flushed.
    @available(*, noasync)
    mutating func run() {
        repeat {
            followUp()
            flushInTime()
            if !isDiskFull { makeMissingIndex() }
        } while exchange.waitForFollower(until: nextTurn)
        followUp()
        flush()
        exchange.stop()
    }

    private var nextTurn: DispatchTime {
        if isDiskFull { return .now() + .seconds(1) }
        if parts.indexes.missing != nil { return .now() }
        return isFlushDue ? nextFlush : .distantFuture
    }

    private var isFlushDue: Bool { sealed.position > projection.position }

    private mutating func followUp() {
        isDiskFull = false
        segmentEnds += exchange.takeSegmentEnds()
        while !isDiskFull, let end = segmentEnds.first {
            isDiskFull = !attempt("a segment cannot be sealed") { follower throws(FollowerError) in
                try follower.sealSegment(upTo: end)
            }
            if !isDiskFull { makeMissingIndex() }
            // Under load there always is a next segment.
            flushInTime()
            segmentEnds += exchange.takeSegmentEnds()
        }
    }

    private mutating func flushInTime() {
        if isFlushDue, DispatchTime.now() >= nextFlush { flush() }
    }

    /// Tries to write.
    /// - Returns: false where the disk is full, and it is to be tried again.
    private mutating func attempt(
        _ failure: String, _ body: (inout Follower) throws(FollowerError) -> Void
    ) -> Bool {
        do throws(FollowerError) {
            try body(&self)
            return true
        } catch {
            guard error.isDiskFull else { error.endProcess(failure) }
            return false
        }
    }

    /// Each step finds what an earlier try has done already.
    private mutating func sealSegment(upTo end: LedgerState) throws(FollowerError) {
        let record: SegmentRecord
        let ids: [BoundID]
        do throws(LogError) {
            let before = sealed
            (record, ids) = try parts.store.sealNextSegment(
                blinding: parts.secrets.blinding, hashing: parts.hashing,
                use: { before.use(ofKey: $0) })
        } catch {
            throw .log(error)
        }
        do throws(ProjectionError) {
            if parts.oldIDs.position < end.position {
                try parts.oldIDs.grow(by: ids, anchor: parts.soundAnchor(at: end.position))
            }
        } catch {
            throw .projection(error)
        }
        exchange.swapIn(record)
        parts.indexes.add(record)
        sealed = end
        segmentEnds.removeFirst()
        exchange.follow(to: end.position)
    }

    /// Makes the index of the oldest segment that has none.
    private mutating func makeMissingIndex() {
        guard let missing = parts.indexes.missing else { return }
        isDiskFull = !attempt("the index of a segment cannot be made") {
            follower throws(FollowerError) in
            let indexes = follower.parts.indexes
            let content: SegmentIndexContent
            do throws(LogError) {
                content = try follower.indexing.content(
                    of: missing.record, in: follower.parts.store.segmentsPath,
                    source: missing.source, hashing: indexes.hashing, state: follower.sealed)
            } catch {
                throw .log(error)
            }
            do throws(ProjectionError) {
                try indexes.make(content, of: missing)
            } catch {
                throw .projection(error)
            }
        }
    }

    private mutating func flush() {
        guard isFlushDue else { return }
        let began = DispatchTime.now().uptimeNanoseconds
        // What cannot be flushed keeps nothing from being sealed.
        _ = attempt("the state cannot be flushed") { follower throws(FollowerError) in
            let anchor = follower.parts.soundAnchor(at: follower.sealed.position)
            do throws(ProjectionError) {
                try follower.projection.flush(follower.sealed, anchor: anchor)
            } catch {
                throw .projection(error)
            }
        }
        // Usage batches wait for segments to be sealed: so no more than a tenth of the time goes
        // into flushing, however large the state is.
        let took = DispatchTime.now().uptimeNanoseconds - began
        nextFlush = .now() + .nanoseconds(Int(clamping: max(1_000_000_000, 10 * took)))
    }
}

/// What can fail where the follower writes.
private enum FollowerError: Error {
    case log(LogError)
    case projection(ProjectionError)

    var isDiskFull: Bool {
        switch self {
        case .log(let error): error.code == .diskFull
        case .projection(let error): error.code == .diskFull
        }
    }

    func endProcess(_ failure: String) -> Never {
        switch self {
        case .log(let error): LedgerService.endProcess(failure, error)
        case .projection(let error): LedgerService.endProcess(failure, error)
        }
    }
}

extension LedgerParts {
    /// The anchor of a position that the log has reached.
    fileprivate func soundAnchor(at position: UInt64) -> Digest {
        do throws(LogError) {
            if let anchor = try anchoring.anchor(at: position) { return anchor }
        } catch {
            endProcess("an entry could not be read", error)
        }
        preconditionFailure("the follower is ahead of the log")
    }
}

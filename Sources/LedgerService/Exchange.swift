import EventLog
import Foundation
import LedgerCore
import Synchronization

/// A command on its way to the decider, with the way back for its answer.
enum Job: Sendable {
    case command(Command, @Sendable (Result<Receipt, Rejection>) -> Void)
    case authorize(PendingCall)
}

/// Frames to make durable, and what may be said once they are.
struct Commit: Sendable {
    var frames: [EncodedFrame]
    /// The state at each end of a segment within the frames.
    var segmentEnds: [LedgerState]
    var view: LedgerView
    var answers: [Answer]
    /// Entries of earlier commits, which the decider keeps no longer: whoever writes lets go of
    /// them, once the answers are out.
    var forgotten: [[DecidedEntry]]
}

/// What the committer is to write next.
enum Writing: Sendable {
    case commit(Commit)
    /// The frames of a segment give way to its file.
    case swap(SegmentRecord)
}

/// Where callers, decider, committer and follower meet: two bounded queues of work, one place for a
/// commit and one for a swap.
///
/// The decider is never more than one commit ahead: while one syncs it decides the next, and waits
/// to hand it over. Where nothing is left to decide it writes what is pending itself, since handing
/// over would wake two threads for nothing, and does so once those who may be about to ask have had
/// their time (`Gathering`); but for usage lines, as more of them mostly are on their way. One
/// thread writes at a time. With the follower too far behind, usage batches wait; commands do not.
final class Exchange: @unchecked Sendable {
    /// What the decider is to do next.
    enum Turn {
        case decide(jobs: [Job], batch: UsageBatch?)
        /// The batch waited too long for the follower.
        case turnAway(UsageBatch)
        /// The committer is to write what is pending, while more is decided.
        case handOver
        /// The decider is to write what is pending, and then calls `finishWriting`.
        case write
        /// Nothing came for a second.
        case wakeUp
        case stop
    }

    private static let jobsWaiting = 65_536
    private static let batchesWaiting = 256
    /// How many segments the follower may be behind before batches wait, and how long they do.
    private static let segmentsBehind: UInt64 = 4
    private static let batchPatience: TimeInterval = 5

    // `condition` guards everything below it; that is what makes the class safe to share.
    private let condition = NSCondition()
    /// What the decider waits for while it gathers: a condition waits by a clock that may be set.
    private let arrived = DispatchSemaphore(value: 0)
    /// What the committer waits for, so that what wakes the decider does not wake it.
    private let handedOver = DispatchSemaphore(value: 0)
    /// What the follower waits for: signalled whenever it may have something to do, and at the end.
    private let followerWoken = DispatchSemaphore(value: 0)
    /// What the follower waits for while its swap is written.
    private let swapped = DispatchSemaphore(value: 0)
    private let segmentEntries: UInt64
    private var jobs: [Job] = []
    /// How many jobs and batches ever came; also read without the lock.
    private let arrivals = Atomic<UInt64>(0)
    private var batches: [UsageBatch] = []
    private var commit: Commit?
    private var swap: SegmentRecord?
    /// Whether decider or committer writes.
    private var isWriting = false
    private var gathering = Gathering()
    /// Whether the decider waits for `arrived`.
    private var isGathering = false
    /// Whether the committer may end.
    private var isStopped = false
    /// The state at each end of a segment that is on disk and that the follower has not taken.
    private var segmentEnds: [LedgerState] = []
    private var isClosing = false
    /// Whether the decider hands over nothing more.
    private var isDecided = false
    /// When the first batch has waited long enough for the follower.
    private var patienceEnds: Date?
    /// The sequence that the follower has reached.
    private var followed: UInt64

    /// - Parameter followed: the sequence that the follower has reached.
    init(segmentEntries: UInt64, followed: UInt64) {
        self.segmentEntries = segmentEntries
        self.followed = followed
    }

    /// - Returns: why the job was not taken; nil where it was.
    func submit(_ job: consuming Job) -> Rejection? {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosing else { return .stopping }
        guard jobs.count < Self.jobsWaiting else { return .busy }
        jobs.append(job)
        wakeDecider()
        return nil
    }

    func submit(_ batch: UsageBatch) -> Rejection? {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosing else { return .stopping }
        guard batches.count < Self.batchesWaiting else { return .busy }
        batches.append(batch)
        wakeDecider()
        return nil
    }

    private func wakeDecider() {
        arrivals.wrappingAdd(1, ordering: .relaxed)
        if isGathering {
            isGathering = false
            arrived.signal()
        } else {
            condition.signal()
        }
    }

    /// Takes no more work; what was taken is finished.
    func close() {
        condition.lock()
        isClosing = true
        condition.signal()
        condition.unlock()
    }

    /// Waits for the decider's next turn.
    /// - Parameters:
    ///   - hasPending: whether something waits to be handed over.
    ///   - hasLines: whether usage lines are among it.
    ///   - answers: how many answers wait with it.
    ///   - isFull: whether that is as much as one commit takes.
    ///   - wakesUp: whether the decider has something to do after a second, even if nothing comes.
    ///   - position: the decider's, by which the follower is behind.
    func nextTurn(
        hasPending: Bool, hasLines: Bool, answers: Int, isFull: Bool, wakesUp: Bool,
        position: UInt64
    ) -> Turn {
        condition.lock()
        defer { condition.unlock() }
        let wakeUpAt = wakesUp ? Date(timeIntervalSinceNow: 1) : nil
        while true {
            // A swap goes first, or it would wait for as long as there is something to decide.
            let isIdle = commit == nil && swap == nil && !isWriting
            let isEnough = jobs.isEmpty || isFull || answers >= Limits.linesPerTurn
            let batch = isFollowerNear(position) ? batches.first : nil
            if hasPending, isIdle, isEnough {
                guard jobs.isEmpty, batch == nil, !hasLines else { return .handOver }
                if let until = gathering.patience(answers: answers, now: .now()) {
                    gather(until: until)
                    continue
                }
                gathering.leave(answers: answers)
                isWriting = true
                return .write
            }
            if !isFull, !jobs.isEmpty || batch != nil {
                let taken = jobs
                // As many come as came, so that the list need not grow for them.
                jobs = []
                jobs.reserveCapacity(taken.count)
                if batch != nil { patienceEnds = nil }
                return .decide(jobs: taken, batch: batch)
            }
            if isClosing, !hasPending, batches.isEmpty { return .stop }
            let waiting = batch == nil ? batches.first : nil
            // What came before it was turned away already.
            if let waiting, waiting.stream.refusal != nil { return .turnAway(waiting) }
            patienceEnds =
                waiting == nil
                ? nil : patienceEnds ?? Date(timeIntervalSinceNow: Self.batchPatience)
            guard let until = [wakeUpAt, patienceEnds].compactMap(\.self).min() else {
                condition.wait()
                continue
            }
            if !condition.wait(until: until) {
                guard let waiting, patienceEnds == until else { return .wakeUp }
                return .turnAway(waiting)
            }
        }
    }

    /// Waits for the next job or batch. It mostly comes within a few microseconds, and to be woken
    /// costs both sides a system call: so before it sleeps the decider looks.
    private func gather(until deadline: DispatchTime) {
        let seen = arrivals.load(ordering: .relaxed)
        condition.unlock()
        let end = min(deadline, .now() + .microseconds(Limits.lookingMicroseconds))
        while arrivals.load(ordering: .relaxed) == seen, DispatchTime.now() < end {}
        condition.lock()
        guard arrivals.load(ordering: .relaxed) == seen else { return }
        isGathering = true
        condition.unlock()
        let result = arrived.wait(timeout: deadline)
        condition.lock()
        if result == .timedOut, isGathering { gathering.giveUp() }
        isGathering = false
    }

    private func isFollowerNear(_ position: UInt64) -> Bool {
        position < followed + Self.segmentsBehind * segmentEntries
    }

    /// Says that every line of the first batch is decided.
    func finishBatch() {
        condition.lock()
        batches.removeFirst()
        patienceEnds = nil
        condition.unlock()
    }

    func handOver(_ next: Commit) {
        condition.lock()
        commit = next
        condition.unlock()
        handedOver.signal()
    }

    /// Says that the decider hands over nothing more.
    func finishDeciding() {
        condition.lock()
        isDecided = true
        condition.unlock()
        followerWoken.signal()
    }

    /// Tells the follower that it has something to do.
    func wakeFollower() { followerWoken.signal() }

    /// Says that the committer may end: neither decider nor follower need it any more.
    func stop() {
        condition.lock()
        isStopped = true
        condition.unlock()
        handedOver.signal()
    }

    /// Has the committer put a segment in the place of its frames, and waits until that is durable.
    func swapIn(_ record: SegmentRecord) {
        condition.lock()
        swap = record
        condition.unlock()
        handedOver.signal()
        swapped.wait()
    }

    /// Says that the swap is durable.
    func finishSwap() { swapped.signal() }

    /// Waits for what the committer is to write next; nil at the end. `finishWriting` ends it.
    func nextWriting() -> Writing? {
        while true {
            handedOver.wait()
            condition.lock()
            defer { condition.unlock() }
            // The decider says when it has written.
            if isWriting { continue }
            if let next = commit {
                commit = nil
                isWriting = true
                return .commit(next)
            }
            if let next = swap {
                swap = nil
                isWriting = true
                return .swap(next)
            }
            if isStopped { return nil }
        }
    }

    /// Says that what was to be written is on disk.
    func finishWriting() {
        condition.lock()
        isWriting = false
        condition.signal()
        let isSwapWaiting = swap != nil
        condition.unlock()
        if isSwapWaiting { handedOver.signal() }
    }

    /// Hands the follower the states at the ends of segments that are on disk by now.
    func endSegments(_ states: [LedgerState]) {
        condition.lock()
        segmentEnds += states
        condition.unlock()
        followerWoken.signal()
    }

    /// The states that came since the last call, in order.
    func takeSegmentEnds() -> [LedgerState] {
        condition.lock()
        defer { condition.unlock() }
        let taken = segmentEnds
        segmentEnds = []
        return taken
    }

    /// Waits until the follower may have something to do.
    /// - Parameter deadline: when it has, even if nobody says so.
    /// - Returns: false once everything is committed and nothing more comes.
    func waitForFollower(until deadline: DispatchTime) -> Bool {
        _ = followerWoken.wait(timeout: deadline)
        condition.lock()
        defer { condition.unlock() }
        guard isDecided else { return true }
        while commit != nil || isWriting { condition.wait() }
        return false
    }

    /// Says how far the follower is.
    func follow(to sequence: UInt64) {
        condition.lock()
        followed = sequence
        condition.signal()
        condition.unlock()
    }
}

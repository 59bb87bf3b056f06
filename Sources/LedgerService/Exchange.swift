import EventLog
import Foundation
import LedgerCore

/// A command on its way to the decider, with the way back for its answer.
enum Job: Sendable {
    case command(Command, @Sendable (Result<Receipt, Rejection>) -> Void)
    case authorize(
        AuthorizeRequest, Caller, @Sendable (Result<Decision, Rejection>) -> Void)
}

/// Frames to make durable, and what may be said once they are.
struct Commit: Sendable {
    var frames: [Frame]
    var view: LedgerView
    var answers: [@Sendable (LedgerView) -> Void]
}

/// Where callers, decider and committer meet: two bounded queues of work, and one place for a
/// commit.
///
/// The decider is never more than one commit ahead: while one syncs it decides the next, and waits
/// to hand it over.
final class Exchange: @unchecked Sendable {
    /// What the decider is to do next.
    enum Turn {
        case decide(jobs: [Job], batch: UsageBatch?)
        case handOver
        /// Nothing came for a second.
        case wakeUp
        case stop
    }

    private static let jobsWaiting = 65_536
    private static let batchesWaiting = 256

    // `condition` guards everything below it; that is what makes the class safe to share.
    private let condition = NSCondition()
    /// What the committer waits for, so that what wakes the decider does not wake it.
    private let handedOver = DispatchSemaphore(value: 0)
    private var jobs: [Job] = []
    private var batches: [UsageBatch] = []
    private var commit: Commit?
    private var isCommitting = false
    private var isClosing = false

    /// - Returns: why the job was not taken; nil where it was.
    func submit(_ job: Job) -> Rejection? {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosing else { return .stopping }
        guard jobs.count < Self.jobsWaiting else { return .busy }
        jobs.append(job)
        condition.signal()
        return nil
    }

    func submit(_ batch: UsageBatch) -> Rejection? {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosing else { return .stopping }
        guard batches.count < Self.batchesWaiting else { return .busy }
        batches.append(batch)
        condition.signal()
        return nil
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
    ///   - answers: how many answers wait with it.
    ///   - isFull: whether that is as much as one commit takes.
    ///   - wakesUp: whether the decider has something to do after a second, even if nothing comes.
    func nextTurn(hasPending: Bool, answers: Int, isFull: Bool, wakesUp: Bool) -> Turn {
        condition.lock()
        defer { condition.unlock() }
        let wakeUpAt = Date(timeIntervalSinceNow: 1)
        while true {
            let isIdle = commit == nil && !isCommitting
            let isEnough = jobs.isEmpty || isFull || answers >= Limits.linesPerTurn
            if hasPending, isIdle, isEnough { return .handOver }
            if !isFull, !jobs.isEmpty || !batches.isEmpty {
                let taken = jobs
                jobs = []
                return .decide(jobs: taken, batch: batches.first)
            }
            if isClosing, !hasPending { return .stop }
            if !wakesUp {
                condition.wait()
            } else if !condition.wait(until: wakeUpAt) {
                return .wakeUp
            }
        }
    }

    /// Says that every line of the first batch is decided.
    func finishBatch() {
        condition.lock()
        batches.removeFirst()
        condition.unlock()
    }

    func handOver(_ next: Commit) {
        condition.lock()
        commit = next
        condition.unlock()
        handedOver.signal()
    }

    /// Says that the decider hands over nothing more.
    func stop() { handedOver.signal() }

    /// Waits for the committer's next commit; nil once the decider has stopped.
    func nextCommit() -> Commit? {
        condition.lock()
        isCommitting = false
        condition.signal()
        condition.unlock()

        handedOver.wait()

        condition.lock()
        defer { condition.unlock() }
        guard let next = commit else { return nil }
        commit = nil
        isCommitting = true
        return next
    }
}

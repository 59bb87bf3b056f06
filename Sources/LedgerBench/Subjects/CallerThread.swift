import Foundation

/// One thread that many callers share, as the connections of a gateway share the thread of an event
/// loop. So a figure is about the ledger, not about waking a thread for every caller.
final class CallerThread: TaskExecutor, @unchecked Sendable {
    // `condition` guards what is below it; that is what makes the class safe to share.
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isOver = false

    init() {
        Thread.detachNewThread { [self] in run() }
    }

    /// Ends the thread once nothing is left to run.
    func end() {
        condition.lock()
        isOver = true
        condition.signal()
        condition.unlock()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        jobs.append(job)
        condition.signal()
        condition.unlock()
    }

    private func run() {
        while let taken = next() {
            for job in taken { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    /// Waits for jobs; nil at the end.
    private func next() -> [UnownedJob]? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty, !isOver { condition.wait() }
        defer { jobs = [] }
        return jobs.isEmpty ? nil : jobs
    }
}

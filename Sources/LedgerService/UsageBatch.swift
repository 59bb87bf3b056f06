import LedgerCore
import Synchronization

/// Usage lines that came in together. Each is decided for itself; the answers go out together, once
/// all are durable.
final class UsageBatch: Sendable {
    let caller: Caller
    let lines: [PreparedLine]
    private let finish: @Sendable (BatchReceipt) -> Void
    private let progress: Mutex<Progress>

    private struct Progress {
        var next = 0
        var answers: [UsageAnswer] = []
    }

    init(
        caller: Caller, lines: [PreparedLine], finish: @escaping @Sendable (BatchReceipt) -> Void
    ) {
        self.caller = caller
        self.lines = lines
        self.finish = finish
        progress = Mutex(Progress())
    }

    /// Hands out the next lines to decide, at most `limit`.
    func take(_ limit: Int) -> Range<Int> {
        progress.withLock { progress in
            let first = progress.next
            progress.next = min(lines.count, first + limit)
            return first..<progress.next
        }
    }

    var isTaken: Bool { progress.withLock { $0.next == lines.count } }

    func add(_ answers: [UsageAnswer]) {
        progress.withLock { $0.answers.append(contentsOf: answers) }
    }

    /// Gives the answers to whoever sent the lines.
    func release(_ view: LedgerView) {
        finish(BatchReceipt(answers: progress.withLock { $0.answers }, view: view))
    }
}

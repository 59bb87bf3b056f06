import LedgerCore
import Synchronization

/// Usage lines that came in together. Each is decided for itself; the answers go out together, once
/// all are durable.
final class UsageBatch: Sendable {
    let caller: Caller
    let lines: [PreparedLine]
    private let finish: @Sendable (Result<BatchReceipt, Rejection>) -> Void
    private let progress: Mutex<Progress>

    private struct Progress {
        var next = 0
        var answers: [UsageAnswer] = []
    }

    init(
        caller: Caller, lines: [PreparedLine],
        finish: @escaping @Sendable (Result<BatchReceipt, Rejection>) -> Void
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
        finish(.success(BatchReceipt(answers: progress.withLock { $0.answers }, view: view)))
    }

    /// Refuses the lines that are not decided yet.
    /// - Returns: whether some were decided, so that the answers go out with `release`.
    func turnAway(with rejection: Rejection) -> Bool {
        let rest = take(lines.count)
        guard rest.lowerBound > 0 else {
            finish(.failure(rejection))
            return false
        }
        add(rest.map { _ in .rejected(rejection) })
        return true
    }
}

import LedgerCore
import Synchronization

/// Batches that are the parts of one: where one of them is turned away, so is what follows, and a
/// sender that sends again from there leaves nothing out and nothing twice.
package final class UsageStream: Sendable {
    private let refused = Mutex<Rejection?>(nil)

    package init() {}

    /// Why what comes next is turned away; nil where it is not.
    var refusal: Rejection? { refused.withLock { $0 } }

    func refuse(with rejection: Rejection) { refused.withLock { $0 = $0 ?? rejection } }
}

/// Usage lines that came in together. Each is decided for itself; the answers go out together, once
/// all are durable.
final class UsageBatch: Sendable {
    let caller: Caller
    let lines: [PreparedLine]
    let stream: UsageStream
    private let finish: @Sendable (Result<BatchReceipt, Rejection>) -> Void
    private let progress: Mutex<Progress>

    private struct Progress {
        var next = 0
        var answers: [UsageAnswer] = []
    }

    init(
        caller: Caller, lines: [PreparedLine], of stream: UsageStream,
        finish: @escaping @Sendable (Result<BatchReceipt, Rejection>) -> Void
    ) {
        self.caller = caller
        self.lines = lines
        self.stream = stream
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
        stream.refuse(with: rejection)
        let rest = take(lines.count)
        guard rest.lowerBound > 0 else {
            finish(.failure(rejection))
            return false
        }
        add(rest.map { _ in .rejected(rejection) })
        return true
    }
}

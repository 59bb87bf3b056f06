package import LedgerCore
import Synchronization

/// What will have become of a batch, to be asked for once.
package final class PendingReceipt: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Result<BatchReceipt, Rejection>, Never>)
        case settled(Result<BatchReceipt, Rejection>)
    }

    private let state = Mutex(State.open)

    /// Says what became of it, once.
    func settle(_ result: Result<BatchReceipt, Rejection>) {
        let waiting = state.withLock { state in
            defer { state = .settled(result) }
            if case .awaited(let waiting) = state { return Optional(waiting) }
            return nil
        }
        waiting?.resume(returning: result)
    }

    /// Waits until it is known.
    package func receipt() async throws(Rejection) -> BatchReceipt {
        let result = await withCheckedContinuation { waiting in
            let settled: Result<BatchReceipt, Rejection>? = state.withLock { state in
                if case .settled(let result) = state { return result }
                state = .awaited(waiting)
                return nil
            }
            if let settled { waiting.resume(returning: settled) }
        }
        return try result.get()
    }
}

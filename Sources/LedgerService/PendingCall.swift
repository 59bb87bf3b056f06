import LedgerCore

/// A call on its way to the decider and back: what was asked, what was decided, and who waits for
/// it. One object, and a decision that is moved and never copied, for each call has one.
final class PendingCall: @unchecked Sendable {
    let call: PreparedCall
    private let waiting: CheckedContinuation<Result<Decision, Rejection>, Never>
    // The decider's until it hands over the commit that the call is in, then that of whoever writes
    // it; so there is never a second who could touch it.
    private var decided: Result<Decision, Rejection>?

    init(
        _ call: PreparedCall, waiting: CheckedContinuation<Result<Decision, Rejection>, Never>
    ) {
        self.call = call
        self.waiting = waiting
    }

    /// Keeps the decision until it may be said.
    func settle(_ result: consuming Result<Decision, Rejection>) { decided = result }

    /// Says what was decided.
    func answer() {
        guard let result = decided.take() else {
            preconditionFailure("a call is answered before it is decided, or twice")
        }
        waiting.resume(returning: result)
    }
}

/// What a commit allows to be said once it is on disk.
enum Answer: Sendable {
    case call(PendingCall)
    case other(@Sendable (LedgerView) -> Void)

    func give(_ view: LedgerView) {
        switch self {
        case .call(let pending): pending.answer()
        case .other(let say): say(view)
        }
    }
}

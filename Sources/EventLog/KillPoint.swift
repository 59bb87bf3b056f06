import Glibc
import Synchronization

/// A labelled place on the write path where a test can end the process as a power cut would.
///
/// Active only where the environment variable `KEYLEDGER_KILL_POINT` holds `<label>` or
/// `<label>:<n>` when the first point is passed: then the n-th pass (the first, where n is not
/// said) ends the process by SIGKILL. An unknown label is never passed.
package enum KillPoint: String, CaseIterable, Sendable {
    /// New holder keys are written and not yet synced.
    case beforeHolderKeySync = "before-holder-key-sync"
    /// New holder keys are durable; no entry names them yet.
    case afterHolderKeySync = "after-holder-key-sync"
    /// A write transaction is open and empty.
    case beforePut = "before-put"
    /// A write transaction holds its frames.
    case beforeCommit = "before-commit"
    /// The frames are durable; nobody has been told.
    case afterCommit = "after-commit"
    /// A segment's file is durable and was checked; no manifest names it.
    case afterSegmentCheck = "after-segment-check"

    /// A write transaction that will put a segment in the place of its frames is open and empty.
    case beforeSwapPut = "before-swap-put"
    /// That transaction holds all of the swap.
    case beforeSwapCommit = "before-swap-commit"
    /// The manifest names the segment and its frames are gone.
    case afterSwapCommit = "after-swap-commit"

    package static let variable = "KEYLEDGER_KILL_POINT"

    private struct Armed: Sendable {
        let point: KillPoint
        let pass: Int
    }

    private static let armed: Armed? = {
        guard let value = unsafe getenv(variable) else { return nil }
        let parts = unsafe String(cString: value).split(separator: ":", maxSplits: 1)
        guard let label = parts.first, let point = KillPoint(rawValue: String(label)) else {
            return nil
        }
        return Armed(point: point, pass: parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()
    private static let passes = Atomic(0)

    /// Says that the write path is at this point. Costs one comparison where none is armed.
    package func pass() {
        guard let armed = Self.armed, armed.point == self else { return }
        let pass = Self.passes.add(1, ordering: .relaxed).newValue
        if pass >= armed.pass { kill(getpid(), SIGKILL) }
    }
}

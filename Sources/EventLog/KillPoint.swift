import Files

/// A labelled place on the write path where a test can end the process as a power cut would; how a
/// test says which is at `KillSwitch`.
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

    /// Says that the write path is at this point.
    package func pass() { KillSwitch.pass(rawValue) }
}

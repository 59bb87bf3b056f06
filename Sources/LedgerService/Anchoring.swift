import EventLog
import LedgerCore
import Projections

/// Tells projections of this log from those of any other.
struct Anchoring: Sendable {
    let store: LogStore
    let blinding: Blinding

    /// The anchor of a position within the log; nil beyond its end.
    func anchor(at position: UInt64) throws(LogError) -> Digest? {
        guard position > 0 else { return Anchor.none }
        return try store.entry(at: position - 1).map { entry in
            Anchor.of(leaf: entry.leaf(blind: blinding.blind(of: entry.sequence)))
        }
    }
}

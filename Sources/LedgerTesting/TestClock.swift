package import LedgerCore
import LedgerService
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Clock {
    private struct Hands {
        var now: Timestamp
        var uptime: Int64 = 0
    }

    private let hands: Mutex<Hands>

    package init(_ now: Timestamp = .start) { hands = Mutex(Hands(now: now)) }

    package var now: Timestamp { hands.withLock { $0.now } }
    package var uptime: Int64 { hands.withLock { $0.uptime } }

    /// Lets time pass.
    package func advance(microseconds: Int64) {
        hands.withLock { hands in
            hands.now = hands.now.advanced(by: microseconds)
            hands.uptime += microseconds
        }
    }

    /// Lets time pass.
    package func advance(seconds: Int64) {
        advance(microseconds: seconds * Timestamp.microsecondsPerSecond)
    }

    /// Sets the wall clock forward, or back where negative, while no time passes.
    package func jump(microseconds: Int64) {
        hands.withLock { $0.now = $0.now.advanced(by: microseconds) }
    }
}

extension Timestamp {
    /// 2026-11-21T03:05:00Z, when the ledgers of tests begin.
    package static let start = Timestamp(microseconds: 1_795_230_300_000_000)

    /// The instant that an RFC 3339 text of a test names.
    package init(_ rfc3339: StaticString) {
        guard let time = Timestamp(rfc3339: rfc3339.description) else {
            preconditionFailure("\(rfc3339) is no time")
        }
        self = time
    }

    package func advanced(seconds: Int64) -> Timestamp {
        advanced(by: seconds * Timestamp.microsecondsPerSecond)
    }

    package func advanced(days: Int64) -> Timestamp {
        advanced(by: days * Timestamp.microsecondsPerDay)
    }
}

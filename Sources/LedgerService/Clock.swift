import Foundation
package import LedgerCore

/// Where the ledger takes its time from.
package protocol Clock: Sendable {
    /// The wall clock.
    var now: Timestamp { get }
    /// Microseconds that only ever grow, from any start.
    var uptime: Int64 { get }
}

/// The machine's clocks.
package struct SystemClock: Clock {
    package init() {}

    package var now: Timestamp { Timestamp(microseconds: Self.read(CLOCK_REALTIME)) }

    /// Goes on while the machine is suspended, for the wall clock does too.
    package var uptime: Int64 { Self.read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

/// Watches that the clock which dates entries neither falls back nor leaps.
struct ClockGuard: Sendable {
    private let clock: any Clock
    private let startedAt: Timestamp
    private let startedUptime: Int64

    init(clock: any Clock) {
        self.clock = clock
        startedAt = clock.now
        startedUptime = clock.uptime
    }

    /// The time of the next frame, never before `last`; nil while the clock cannot be trusted: more
    /// than 5 s behind the last entry, or more than 60 s ahead of where the monotonic clock says it
    /// must be.
    func time(after last: Timestamp) -> Timestamp? {
        let second = Timestamp.microsecondsPerSecond
        let now = clock.now
        let expected = startedAt.advanced(by: clock.uptime - startedUptime)
        guard now >= last.advanced(by: -Limits.clockBehindSeconds * second),
            now <= expected.advanced(by: Limits.clockJumpSeconds * second)
        else { return nil }
        return max(now, last)
    }
}

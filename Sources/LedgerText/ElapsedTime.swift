/// Spans of time as people read them, in one unit, rounded down. All times are in microseconds.
package enum ElapsedTime {
    /// A span in the largest unit that it reaches: `850 µs`, `12 ms`, `4 s`, `3 min`, `2 h`, `5 d`.
    /// A negative span is written as its magnitude.
    package static func text(microseconds: Int) -> String {
        text(microseconds.magnitude)
    }

    /// Where a time lies as seen from another: `3 min ago`, `in 2 h`, and `just now` under a
    /// second.
    ///
    /// - Parameters:
    ///   - time: the time to describe, in microseconds since any one start.
    ///   - now: the time to describe it from, since the same start.
    package static func relative(of time: Int, to now: Int) -> String {
        let distance = Int128(now) - Int128(time)
        let magnitude = UInt(distance.magnitude)
        if magnitude < second { return "just now" }
        return distance > 0 ? "\(text(magnitude)) ago" : "in \(text(magnitude))"
    }

    private static let second: UInt = 1_000_000

    private static func text(_ microseconds: UInt) -> String {
        switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<second: "\(microseconds / 1000) ms"
        case ..<(60 * second): "\(microseconds / second) s"
        case ..<(3600 * second): "\(microseconds / (60 * second)) min"
        case ..<(86_400 * second): "\(microseconds / (3600 * second)) h"
        default: "\(microseconds / (86_400 * second)) d"
        }
    }
}

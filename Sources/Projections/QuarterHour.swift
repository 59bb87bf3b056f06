package import LedgerCore

/// A quarter of an hour in UTC: what roll-ups count by. Every zone's days begin with one today.
package struct QuarterHour: Hashable, Comparable, Sendable {
    static let microseconds: Int64 = 900_000_000

    /// Counted from 1970.
    package let number: Int64

    package init(number: Int64) { self.number = number }

    /// The one that a time lies in.
    package init(containing time: Timestamp) {
        let (quotient, remainder) = time.microseconds.quotientAndRemainder(
            dividingBy: Self.microseconds)
        number = remainder < 0 ? quotient - 1 : quotient
    }

    package var startsAt: Timestamp {
        Timestamp(microseconds: number &* Self.microseconds)
    }

    package static func < (a: QuarterHour, b: QuarterHour) -> Bool { a.number < b.number }
}

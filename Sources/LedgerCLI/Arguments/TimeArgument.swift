import ArgumentParser
package import LedgerCore

/// A span of time on the command line: `45s`, `90m`, `24h`, `7d`, `2w`.
package struct SpanArgument: ExpressibleByArgument, Equatable {
    /// How long it is; never negative.
    package let microseconds: Int64

    /// - Returns: nil for what is no whole number and unit.
    package init?(argument: String) {
        guard let unit = argument.last, let seconds = Self.unitSeconds[unit],
            let count = Int64(argument.dropLast()), (0...Self.countMax).contains(count)
        else { return nil }
        microseconds = count * seconds * Timestamp.microsecondsPerSecond
    }

    /// How long it is, in whole seconds.
    package var seconds: Int64 { microseconds / Timestamp.microsecondsPerSecond }

    private static let unitSeconds: [Character: Int64] = [
        "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
    ]

    /// Enough for every use, and no product with a unit overflows.
    private static let countMax: Int64 = 1_000_000
}

/// A time on the command line: RFC 3339, a date (its first instant in UTC), or a span from now.
package enum TimeArgument: ExpressibleByArgument, Equatable {
    /// At that instant.
    case at(Timestamp)
    /// That long ago, or from now.
    case span(SpanArgument)

    /// - Returns: nil for what is none of the forms.
    package init?(argument: String) {
        // RFC 3339 knows no bare date; it is read as the beginning of that day.
        if let time = Timestamp(rfc3339: argument) ?? Timestamp(rfc3339: argument + "T00:00:00Z") {
            self = .at(time)
        } else if let span = SpanArgument(argument: argument) {
            self = .span(span)
        } else {
            return nil
        }
    }

    /// The time as the API takes it, where a span means that long ago.
    package func past(now: Timestamp) -> String {
        switch self {
        case .at(let time): time.rfc3339
        case .span(let span): now.advanced(by: -span.microseconds).rfc3339
        }
    }

    /// The time as the API takes it, where a span means that long from now.
    package func future(now: Timestamp) -> String {
        switch self {
        case .at(let time): time.rfc3339
        case .span(let span): now.advanced(by: span.microseconds).rfc3339
        }
    }
}

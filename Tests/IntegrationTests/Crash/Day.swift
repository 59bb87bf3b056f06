import Foundation

/// Days and times in UTC, as the API writes them.
enum Day {
    /// `2026-11-21`
    static var today: String { Date.now.formatted(.iso8601.year().month().day()) }

    /// `2026-11`
    static var month: String { String(today.prefix(7)) }

    /// The month before this one.
    static var lastMonth: String {
        let firstDay = Int(today.suffix(2)) ?? 1
        return String(time(daysAgo: firstDay).prefix(7))
    }

    /// `2026-11-21T03:05:00Z`, some days and seconds ago.
    static func time(daysAgo days: Int, seconds: Int = 0) -> String {
        Date.now.addingTimeInterval(-Double(days * 86_400 + seconds)).formatted(.iso8601)
    }
}

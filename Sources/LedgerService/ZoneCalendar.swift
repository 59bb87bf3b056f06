import Foundation
package import LedgerCore
import Synchronization

/// Months by the zone database of the machine.
package final class ZoneCalendar: MonthCalendar {
    private struct ZoneMonth: Hashable {
        let timeZone: String
        let month: Month
    }

    /// How many months are remembered. When it is reached all are forgotten.
    private static let rememberedMax = 4_096

    private let calendars = Mutex<[String: Calendar]>([:])
    /// Asked for again and again: by every tenant when a month begins, and by each check before the
    /// first call of one.
    private let remembered = Mutex<[ZoneMonth: PeriodBounds]>([:])

    package init() {}

    package func isKnown(timeZone: String) -> Bool { calendar(timeZone) != nil }

    package func month(containing time: Timestamp, timeZone: String) -> Month? {
        guard let calendar = calendar(timeZone) else { return nil }
        let parts = calendar.dateComponents([.year, .month], from: Date(time))
        guard let year = parts.year, let month = parts.month else { return nil }
        return Month(year: Int64(year), month: Int64(month))
    }

    package func bounds(of month: Month, timeZone: String) -> PeriodBounds? {
        let key = ZoneMonth(timeZone: timeZone, month: month)
        if let known = remembered.withLock({ $0[key] }) { return known }
        guard let calendar = calendar(timeZone), let bounds = bounds(of: month, calendar) else {
            return nil
        }
        remembered.withLock { remembered in
            if remembered.count >= Self.rememberedMax { remembered = [:] }
            remembered[key] = bounds
        }
        return bounds
    }

    private func bounds(of month: Month, _ calendar: Calendar) -> PeriodBounds? {
        var days: [Timestamp] = []
        for day in 1...month.dayCount {
            guard let start = start(of: month, day: day, calendar) else { return nil }
            // A day that a zone left out (Samoa, 30 December 2011) has no start of its own.
            if days.last != start { days.append(start) }
        }
        guard let startsAt = days.first, let endsAt = start(of: month.next, day: 1, calendar)
        else { return nil }
        return PeriodBounds(month: month, startsAt: startsAt, endsAt: endsAt, days: days)
    }

    private func start(of month: Month, day: Int64, _ calendar: Calendar) -> Timestamp? {
        let noon = DateComponents(
            year: Int(month.year), month: Int(month.month), day: Int(day), hour: 12)
        return calendar.date(from: noon).map { Timestamp(calendar.startOfDay(for: $0)) }
    }

    private func calendar(_ timeZone: String) -> Calendar? {
        calendars.withLock { calendars in
            if let calendar = calendars[timeZone] { return calendar }
            guard timeZone == "UTC" || timeZone.contains("/"),
                let zone = TimeZone(identifier: timeZone)
            else { return nil }
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone
            calendars[timeZone] = calendar
            return calendar
        }
    }
}

extension Date {
    fileprivate init(_ time: Timestamp) {
        self.init(timeIntervalSince1970: TimeInterval(time.microseconds.quotientInSeconds))
    }
}

extension Timestamp {
    /// Starts of days are whole seconds.
    fileprivate init(_ date: Date) {
        self.init(
            microseconds: Int64(date.timeIntervalSince1970.rounded())
                * Timestamp.microsecondsPerSecond)
    }
}

extension Int64 {
    /// Whole seconds of microseconds, rounded down: months and days change on whole seconds.
    fileprivate var quotientInSeconds: Int64 {
        let (quotient, remainder) = quotientAndRemainder(
            dividingBy: Timestamp.microsecondsPerSecond)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

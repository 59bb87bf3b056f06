package import LedgerCore

/// Months of zones that never change their offset: `UTC`, and `Offset/` with minutes east of it,
/// `Offset/-210`.
package struct OffsetCalendar: MonthCalendar {
    package init() {}

    package func isKnown(timeZone: String) -> Bool { offset(of: timeZone) != nil }

    package func month(containing time: Timestamp, timeZone: String) -> Month? {
        guard let offset = offset(of: timeZone) else { return nil }
        let local = time.advanced(by: offset).microseconds
        let day = Timestamp.microsecondsPerDay
        let date = CivilDate(daysSinceEpoch: (local - (local % day + day) % day) / day)
        return Month(year: date.year, month: date.month)
    }

    package func bounds(of month: Month, timeZone: String) -> PeriodBounds? {
        guard let offset = offset(of: timeZone), let startsAt = start(of: month, offset),
            let endsAt = start(of: month.next, offset)
        else { return nil }
        let days = (0..<month.dayCount).map { startsAt.advanced(days: $0) }
        return PeriodBounds(month: month, startsAt: startsAt, endsAt: endsAt, days: days)
    }

    private func start(of month: Month, _ offset: Int64) -> Timestamp? {
        CivilDate(year: month.year, month: month.month, day: 1).map {
            Timestamp(microseconds: $0.daysSinceEpoch * Timestamp.microsecondsPerDay - offset)
        }
    }

    /// Microseconds east of UTC.
    private func offset(of timeZone: String) -> Int64? {
        if timeZone == "UTC" { return 0 }
        guard timeZone.hasPrefix("Offset/"), let minutes = Int64(timeZone.dropFirst(7)),
            abs(minutes) <= 26 * 60
        else { return nil }
        return minutes * 60 * Timestamp.microsecondsPerSecond
    }
}

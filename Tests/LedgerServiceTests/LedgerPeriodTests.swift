import LedgerCore
import LedgerService
import LedgerTesting
import Testing

/// Months and days as a ledger on disk keeps them, by the zone database of the machine and by
/// another one.
@Suite struct LedgerPeriodTests {
    private static let key = "key_1"

    private func disk(at now: Timestamp, zone: String) async throws -> DiskLedger {
        let disk = try DiskLedger(clock: TestClock(now))
        var tenant = NewTenant(id: "acme")
        tenant.timeZone = zone
        try await disk.execute(.createTenant(tenant))
        try await disk.addKey(Self.key, of: "acme")
        return disk
    }

    private func calls(_ disk: DiskLedger, _ period: CountedPeriod) throws -> Int128 {
        let state = disk.view.state
        let index = try #require(state.keyIndex(Self.key))
        return state.counter(.key(index), meter: "calls", period: period).used
    }

    private func code(_ answer: UsageAnswer?) -> String {
        guard case .rejected(let rejection)? = answer else { return "accepted" }
        return rejection.code
    }

    /// Zone, time of a call, and the month and the day (by its start) that it counts in.
    private static let placements =
        [
            // The end of a month, to the microsecond.
            ("UTC", "2026-11-30T23:59:59.999999Z", "2026-11", "2026-11-30T00:00:00Z"),
            ("UTC", "2026-12-01T00:00:00Z", "2026-12", "2026-12-01T00:00:00Z"),
            ("Europe/Berlin", "2026-11-30T22:59:59.999999Z", "2026-11", "2026-11-29T23:00:00Z"),
            ("Europe/Berlin", "2026-11-30T23:00:00Z", "2026-12", "2026-11-30T23:00:00Z"),
            // The day of 25 hours: both times that the clock shows 02:30, and the last hour.
            ("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10", "2026-10-24T22:00:00Z"),
            ("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10", "2026-10-24T22:00:00Z"),
            ("Europe/Berlin", "2026-10-25T22:59:59.999999Z", "2026-10", "2026-10-24T22:00:00Z"),
            ("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10", "2026-10-25T23:00:00Z"),
            // The day of 23 hours, around the hour that is not there.
            ("Europe/Berlin", "2026-03-29T00:59:59.999999Z", "2026-03", "2026-03-28T23:00:00Z"),
            ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03", "2026-03-28T23:00:00Z"),
            ("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03", "2026-03-29T22:00:00Z"),
            // The clock changes on the first of the month.
            ("America/Havana", "2026-11-01T03:59:59.999999Z", "2026-10", "2026-10-31T04:00:00Z"),
            ("America/Havana", "2026-11-01T04:00:00Z", "2026-11", "2026-11-01T04:00:00Z"),
            ("Asia/Kathmandu", "2026-10-31T18:15:00Z", "2026-11", "2026-10-31T18:15:00Z"),
            ("Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01", "2026-12-31T10:00:00Z"),
            // A leap day.
            ("UTC", "2028-02-29T23:59:59.999999Z", "2028-02", "2028-02-29T00:00:00Z"),
        ] as [(String, String, String, String)]

    @Test(
        "A call counts in the month and the day of its zone, and still does after a restart",
        arguments: placements)
    func placement(zone: String, time: String, month: String, day: String) async throws {
        let time = try #require(Timestamp(rfc3339: time))
        let disk = try await disk(at: time, zone: zone)
        try await disk.authorize(.call(Self.key))
        // Reported later, from the other side of the month's end.
        disk.clock.advance(seconds: 20 * 86_400)
        #expect(
            code(try await disk.record([.call(Self.key, id: "late", time: time)]).first)
                == "accepted")
        for _ in 0..<2 {
            #expect(try calls(disk, .month(try #require(Month(month)))) == 2)
            #expect(try calls(disk, .day(try #require(Timestamp(rfc3339: day)))) == 2)
            try await disk.reopen()
        }
        try await disk.expectSound()
    }

    @Test(
        "Usage is taken 35 days back, across three months, and five minutes ahead, to the microsecond"
    )
    func late() async throws {
        let now = Timestamp("2026-03-05T12:00:00Z")
        let disk = try await disk(at: now, zone: "Europe/Berlin")
        let oldest = now.advanced(days: -35)
        let newest = now.advanced(seconds: 300)
        let lines: [(Timestamp, String)] = [
            (oldest.advanced(by: -1), "time_too_old"), (oldest, "accepted"),
            (Timestamp("2026-01-31T22:59:59.999999Z"), "accepted"),
            (Timestamp("2026-01-31T23:00:00Z"), "accepted"),
            (Timestamp("2026-02-28T22:59:59.999999Z"), "accepted"),
            (Timestamp("2026-02-28T23:00:00Z"), "accepted"), (newest, "accepted"),
            (newest.advanced(by: 1), "time_in_future"),
        ]
        let answers = try await disk.record(
            lines.enumerated().map { .call(Self.key, id: "\($0.offset)", time: $0.element.0) })
        #expect(answers.map(code) == lines.map(\.1))
        for _ in 0..<2 {
            for month in 1...3 {
                #expect(
                    try calls(disk, .month(Month(year: 2026, month: Int64(month)))) == 2,
                    "month \(month)")
            }
            #expect(
                disk.view.state.tenant("acme")?.periods.map(\.month.description)
                    == ["2026-01", "2026-02", "2026-03"])
            try await disk.reopen()
        }
        try await disk.expectSound()
    }

    @Test(
        "Another zone database moves no record and no open month; the next month begins where the open one ends",
        arguments: [-7_200, 3_600, 86_400] as [Int64])
    func anotherDatabase(shift: Int64) async throws {
        let disk = try await disk(at: Timestamp("2026-11-30T20:00:00Z"), zone: "Europe/Berlin")
        try await disk.authorize(.call(Self.key))
        let before = try #require(disk.view.state.tenant("acme")?.periods)
        let dump = try disk.dump()
        let other = ShiftedCalendar(seconds: shift)
        try await disk.reopen(calendar: other)
        #expect(try disk.dump() == dump)
        let november = try #require(before.first)
        // The last microsecond of the month as it was opened, and the first after it.
        let answers = try await disk.record([
            .call(Self.key, id: "last", time: november.endsAt.advanced(by: -1)),
            .call(Self.key, id: "old", time: november.startsAt),
        ])
        // Three hours ahead is not taken yet.
        #expect(answers.map(code) == ["time_in_future", "accepted"])
        disk.clock.advance(seconds: 3 * 3_600)
        try await disk.authorize(.call(Self.key))
        #expect(
            code(
                try await disk.record([
                    .call(Self.key, id: "last", time: november.endsAt.advanced(by: -1))
                ]).first) == "accepted")
        let periods = try #require(disk.view.state.tenant("acme")?.periods)
        #expect(periods.first == november)
        #expect(periods.count == 2)
        #expect(periods.last?.startsAt == november.endsAt)
        #expect(try calls(disk, .month(Month(year: 2026, month: 11))) == 3)
        #expect(try calls(disk, .month(Month(year: 2026, month: 12))) == 1)
        let after = try disk.dump()
        try await disk.reopen()
        #expect(try disk.dump() == after, "and back again")
        try await disk.expectSound()
    }
}

/// A zone database that has every zone so many seconds farther east.
private struct ShiftedCalendar: MonthCalendar {
    private let calendar = ZoneCalendar()
    let seconds: Int64

    func isKnown(timeZone: String) -> Bool { calendar.isKnown(timeZone: timeZone) }

    func month(containing time: Timestamp, timeZone: String) -> Month? {
        calendar.month(containing: time.advanced(seconds: seconds), timeZone: timeZone)
    }

    func bounds(of month: Month, timeZone: String) -> PeriodBounds? {
        calendar.bounds(of: month, timeZone: timeZone).map { bounds in
            PeriodBounds(
                month: bounds.month, startsAt: bounds.startsAt.advanced(seconds: -seconds),
                endsAt: bounds.endsAt.advanced(seconds: -seconds),
                days: bounds.days.map { $0.advanced(seconds: -seconds) })
        }
    }
}

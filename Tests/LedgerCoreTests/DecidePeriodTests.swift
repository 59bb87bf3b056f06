import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecidePeriodTests {
    private func ledger(timeZone: String = "UTC", lateDays: Int64? = nil) throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme", timeZone: timeZone, lateDays: lateDays)
        try ledger.addKey("key_1", of: "acme")
        return ledger
    }

    private func used(_ ledger: MemoryLedger, _ period: CountedPeriod) throws -> Int128 {
        let index = try #require(ledger.state.keyIndex("key_1"))
        return ledger.state.counter(.key(index), meter: "calls", period: period).used
    }

    @Test("The first command that needs a month opens it, in the same go, and only once")
    func opening() throws {
        var ledger = try ledger()
        let position = ledger.state.position
        #expect(try ledger.authorize(.call("key_1", mode: .check)).code == .ok)
        #expect(ledger.state.position == position, "a check opens nothing")
        try ledger.authorize(.call("key_1"))
        try ledger.authorize(.call("key_1"))
        #expect(
            ledger.entries.suffix(3).map(\.type) == [.periodOpened, .usageRecorded, .usageRecorded])
        guard case .periodOpened(let opened) = ledger.entries[Int(position)].body else { return }
        #expect(opened.month == Month("2026-11"))
        #expect(opened.startsAt == Timestamp("2026-11-01T00:00:00Z"))
        #expect(opened.endsAt == Timestamp("2026-12-01T00:00:00Z"))
        #expect(opened.days.count == 30)
        #expect(opened.timeZone == "UTC")
        #expect(ledger.entries[Int(position)].actor == .ledger)
    }

    @Test("A denial opens the month that it counts in too")
    func openingByDenial() throws {
        var ledger = try ledger()
        try ledger.execute(.disableKey("key_1"))
        try ledger.authorize(.call("key_1"))
        #expect(ledger.entries.suffix(2).map(\.type) == [.periodOpened, .usageDenied])
    }

    @Test("Usage counts in the month and the day of its time, not of its recording")
    func placement() throws {
        var ledger = try ledger()
        ledger.now = Timestamp("2026-12-02T12:00:00Z")
        for time in [
            Timestamp("2026-11-30T23:59:59.999999Z"), Timestamp("2026-12-01T00:00:00Z"),
            Timestamp("2026-12-01T23:59:59.999999Z"), Timestamp("2026-12-02T00:00:00Z"),
        ] {
            ledger.record(.call("key_1", time: time))
        }
        #expect(try used(ledger, .month(Month(year: 2026, month: 11))) == 1)
        #expect(try used(ledger, .month(Month(year: 2026, month: 12))) == 3)
        #expect(try used(ledger, .day(Timestamp("2026-11-30T00:00:00Z"))) == 1)
        #expect(try used(ledger, .day(Timestamp("2026-12-01T00:00:00Z"))) == 2)
        #expect(try used(ledger, .day(Timestamp("2026-12-02T00:00:00Z"))) == 1)
    }

    @Test("Usage is accepted from so many days back to five minutes ahead, to the microsecond")
    func bounds() throws {
        for (lateDays, days) in [(nil, 35), (0, 0), (3, 3), (35, 35)] as [(Int64?, Int64)] {
            var ledger = try ledger(lateDays: lateDays)
            let now = ledger.now
            let cases: [(Timestamp, Rejection?)] = [
                (now.advanced(days: -days), nil),
                (now.advanced(days: -days).advanced(by: -1), .timeTooOld(days: days)),
                (now.advanced(seconds: 300), nil),
                (now.advanced(seconds: 300).advanced(by: 1), .timeTooEarly),
                (Timestamp(microseconds: .min), .timeTooOld(days: days)),
                (Timestamp(microseconds: .max), .timeTooEarly),
            ]
            for (time, rejection) in cases {
                switch ledger.record(.call("key_1", time: time)) {
                case .accepted: #expect(rejection == nil, "\(time)")
                case .rejected(let found): #expect(found == rejection, "\(time)")
                case .duplicate, .conflict: Issue.record("\(time)")
                }
            }
        }
    }

    @Test("A tenant that wants to hear of usage sooner is obeyed from then on")
    func changedLateDays() throws {
        var ledger = try ledger()
        let time = ledger.now.advanced(days: -10)
        guard case .accepted = ledger.record(.call("key_1", id: "a", time: time)) else { return }
        var changes = TenantChanges()
        changes.lateDays = 9
        try ledger.execute(.updateTenant("acme", changes))
        #expect(
            ledger.record(.call("key_1", id: "b", time: time)) == .rejected(.timeTooOld(days: 9)))
        for days in [-1, Limits.lateDays + 1] {
            changes.lateDays = days
            #expect(throws: Rejection.self) { try ledger.execute(.updateTenant("acme", changes)) }
        }
    }

    @Test("Thirty-five days back from March reach into January, and each month is opened")
    func threeMonths() throws {
        var ledger = try ledger()
        ledger.now = Timestamp("2027-03-01T12:00:00Z")
        for time in [
            Timestamp("2027-03-01T00:00:00Z"), Timestamp("2027-02-28T23:59:59Z"),
            Timestamp("2027-01-25T12:00:00Z"),
        ] {
            guard case .accepted = ledger.record(.call("key_1", time: time)) else {
                Issue.record("\(time.rfc3339) is refused")
                return
            }
        }
        let periods = try #require(ledger.state.tenant("acme")).periods
        #expect(periods.map(\.month.description) == ["2027-01", "2027-02", "2027-03"])
        #expect(periods.map(\.days.count) == [31, 28, 31])
        for month in periods.map(\.month) { #expect(try used(ledger, .month(month)) == 1) }
    }

    @Test("The February of a leap year has 29 days")
    func leapYear() throws {
        var ledger = try ledger()
        ledger.now = Timestamp("2028-02-29T23:59:59.999999Z")
        try ledger.authorize(.call("key_1"))
        ledger.now = Timestamp("2028-03-01T00:00:00Z")
        try ledger.authorize(.call("key_1"))
        let periods = try #require(ledger.state.tenant("acme")).periods
        try #require(periods.map(\.days.count) == [29, 31])
        #expect(periods[0].endsAt == periods[1].startsAt)
        #expect(try used(ledger, .day(Timestamp("2028-02-29T00:00:00Z"))) == 1)
    }

    @Test(
        "After a change of zone the next month begins where the open one ends",
        arguments: [(0, 540), (0, -480), (540, -720), (-720, 840), (330, 345)] as [(Int, Int)])
    func zoneChange(before: Int, after: Int) throws {
        var ledger = try ledger(timeZone: "Offset/\(before)")
        try ledger.authorize(.call("key_1"))
        var changes = TenantChanges()
        changes.timeZone = "Offset/\(after)"
        try ledger.execute(.updateTenant("acme", changes))
        let november = try #require(ledger.state.tenant("acme")?.periods.first)
        // Every half hour about the end of the month, and 35 days back.
        for step in -60...60 {
            ledger.now = max(ledger.now, november.endsAt.advanced(seconds: Int64(step) * 1_800))
            try ledger.authorize(.call("key_1"))
        }
        ledger.record(.call("key_1", time: november.startsAt.advanced(by: -1)))
        let periods = try #require(ledger.state.tenant("acme")).periods
        try #require(periods.map(\.month.description) == ["2026-10", "2026-11", "2026-12"])
        #expect(periods[0].endsAt == november.startsAt)
        #expect(periods[1] == november, "an open month stays as it is")
        #expect(periods[2].startsAt == november.endsAt)
        let shift = Int64(-after) * 60
        #expect(periods[2].endsAt == Timestamp("2027-01-01T00:00:00Z").advanced(seconds: shift))
        for period in periods { expectWhole(period) }
        #expect(ledger.entries.filter { $0.type == .periodOpened }.count == 3)
    }

    @Test("A zone that the calendar does not know is refused")
    func unknownZone() throws {
        var ledger = try ledger()
        #expect(throws: Rejection.self) { try ledger.addTenant("globex", timeZone: "Mars/Olympus") }
        var changes = TenantChanges()
        changes.timeZone = "Mars/Olympus"
        #expect(throws: Rejection.self) { try ledger.execute(.updateTenant("acme", changes)) }
    }
}

/// Expects that the days of a month follow each other from its start to its end.
func expectWhole(_ period: PeriodBounds, _ comment: Comment? = nil) {
    #expect(period.days.first == period.startsAt, comment)
    #expect(zip(period.days, period.days.dropFirst()).allSatisfy { $0 < $1 }, comment)
    #expect(period.days.allSatisfy { period.contains($0) }, comment)
    for day in period.days {
        let end = period.end(ofDay: day)
        #expect(period.day(of: day) == day, comment)
        #expect(period.day(of: end.advanced(by: -1)) == day, comment)
        // A day, and at most the 26 hours that a change of zone can add.
        #expect(end.microseconds - day.microseconds <= 51 * 3_600_000_000, comment)
    }
    #expect(period.days.last.map { period.end(ofDay: $0) } == period.endsAt, comment)
}

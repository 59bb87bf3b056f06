import LedgerCore
import LedgerService
import LedgerTesting
import Testing

/// Months by the zone database of the machine.
@Suite struct DecideZoneTests {
    private static let calendar = ZoneCalendar()

    @Test(
        "Months and days are those of the zone, with its clock changes",
        arguments: [
            // Summer time ends and begins within the month.
            ("Europe/Berlin", "2026-10", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", 31),
            ("Europe/Berlin", "2026-03", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z", 31),
            ("America/New_York", "2026-11", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z", 30),
            // On the first of the month, at midnight or near it.
            ("America/Havana", "2026-11", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z", 30),
            ("America/Sao_Paulo", "2018-11", "2018-11-01T03:00:00Z", "2018-12-01T02:00:00Z", 30),
            // Half hours and quarters.
            ("Asia/Kolkata", "2026-11", "2026-10-31T18:30:00Z", "2026-11-30T18:30:00Z", 30),
            ("Asia/Kathmandu", "2026-11", "2026-10-31T18:15:00Z", "2026-11-30T18:15:00Z", 30),
            ("Australia/Lord_Howe", "2026-10", "2026-09-30T13:30:00Z", "2026-10-31T13:00:00Z", 31),
            // The farthest from each other.
            ("Pacific/Kiritimati", "2026-11", "2026-10-31T10:00:00Z", "2026-11-30T10:00:00Z", 30),
            ("Etc/GMT+12", "2026-11", "2026-11-01T12:00:00Z", "2026-12-01T12:00:00Z", 30),
            // A day that a zone left out: 30 December 2011 in Samoa, the last of 1994 in Kiribati.
            ("Pacific/Apia", "2011-12", "2011-12-01T10:00:00Z", "2011-12-31T10:00:00Z", 30),
            ("Pacific/Kiritimati", "1994-12", "1994-12-01T10:00:00Z", "1994-12-31T10:00:00Z", 30),
            ("UTC", "2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z", 29),
        ])
    func months(zone: String, month: String, start: String, end: String, days: Int) throws {
        let month = try #require(Month(month))
        var tenant = try tenant(in: zone)
        let noon = try #require(Timestamp(rfc3339: start)).advanced(days: 12)
        let period = try #require(newPeriod(of: tenant, containing: noon, Self.calendar))
        #expect(period.month == month)
        #expect(period.startsAt.rfc3339 == start)
        #expect(period.endsAt.rfc3339 == end)
        #expect(period.days.count == days)
        expectWhole(period, "\(zone)")
        tenant.periods = [period]
        #expect(Self.calendar.bounds(of: month, timeZone: zone)?.startsAt == period.startsAt)
    }

    @Test(
        "A month that has no name, or ends where no time can be written, is none",
        arguments: [
            ("Asia/Tokyo", Timestamp("9999-12-31T23:00:00Z")),
            ("UTC", Timestamp("9999-12-15T00:00:00Z")),
            ("America/New_York", Timestamp("0000-01-01T00:30:00Z")),
            ("Asia/Tokyo", Timestamp("0000-01-01T00:30:00Z")),
        ])
    func unwritable(zone: String, time: Timestamp) throws {
        #expect(newPeriod(of: try tenant(in: zone), containing: time, Self.calendar) == nil)
    }

    @Test(
        "The day that Samoa left out has no start, and the day before it ends where the next begins"
    )
    func skippedDay() throws {
        let noon = Timestamp("2011-12-29T22:00:00Z")
        let tenant = try tenant(in: "Pacific/Apia")
        let period = try #require(newPeriod(of: tenant, containing: noon, Self.calendar))
        #expect(period.day(of: noon) == Timestamp("2011-12-29T10:00:00Z"))
        #expect(period.end(ofDay: period.day(of: noon)) == Timestamp("2011-12-30T10:00:00Z"))
        #expect(period.day(of: Timestamp("2011-12-30T10:00:00Z")).rfc3339 == "2011-12-30T10:00:00Z")
    }

    @Test(
        "Only names of the zone database are zones",
        arguments: [
            ("UTC", true), ("Europe/Berlin", true), ("Etc/GMT+12", true), ("", false),
            ("Berlin", false), ("GMT+5", false), ("Europe/Berlin/", false),
            ("europe/berlin", false),
            ("Europe/../Europe/Berlin", false), ("../../etc/localtime", false),
            ("/usr/share/zoneinfo/Europe/Berlin", false), ("posix/Europe/Berlin", false),
            ("Europe/Nowhere", false),
        ])
    func names(name: String, isKnown: Bool) {
        #expect(Self.calendar.isKnown(timeZone: name) == isKnown)
    }

    private func tenant(in zone: String) throws -> TenantState {
        var ledger = MemoryLedger()
        ledger.calendar = Self.calendar
        try ledger.found()
        try ledger.addTenant("acme", timeZone: zone)
        return try #require(ledger.state.tenant("acme"))
    }

    /// Zones of every kind, and some that once did what no zone should.
    private static let zones = [
        "UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles",
        "America/St_Johns", "America/Havana", "America/Sao_Paulo", "America/Asuncion",
        "America/Goose_Bay", "Atlantic/Azores", "Africa/Casablanca", "Africa/Monrovia",
        "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Amman", "Asia/Gaza",
        "Asia/Pyongyang",
        "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney", "Antarctica/Troll",
        "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Kwajalein",
        "Pacific/Niue", "Etc/GMT+12", "Etc/GMT-14",
    ]

    @Test(
        "Every instant lies in exactly one opened month, whatever zones the tenant had, in whatever order months open",
        arguments: Seed.all)
    func everyInstant(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<12 {
            var ledger = MemoryLedger()
            ledger.calendar = Self.calendar
            let year = Int64.random(in: 1975...2040, using: &generator)
            ledger.now = try #require(Timestamp(rfc3339: "\(year)-01-10T00:00:00Z"))
            try ledger.found()
            try ledger.addTenant("acme", timeZone: generator.element(of: Self.zones))
            try ledger.addKey("key_1", of: "acme")
            var counted: [Timestamp] = []
            for _ in 0..<120 {
                ledger.now = ledger.now.advanced(
                    by: .random(in: 0...10 * Timestamp.microsecondsPerDay, using: &generator))
                if generator.chance(oneIn: 6) {
                    var changes = TenantChanges()
                    changes.timeZone = generator.element(of: Self.zones)
                    try ledger.execute(.updateTenant("acme", changes))
                }
                let time = instant(in: ledger, using: &generator)
                let answer = ledger.record(.call("key_1", time: time))
                guard case .accepted = answer else {
                    Issue.record("\(time.rfc3339) is refused: \(answer)")
                    continue
                }
                counted.append(time)
            }
            let tenant = try #require(ledger.state.tenant("acme"))
            for time in counted {
                #expect(
                    tenant.periods.filter { $0.contains(time) }.count == 1, "\(time.rfc3339)")
            }
            #expect(tenant.periods.map(\.month) == tenant.periods.map(\.month).sorted())
            for (period, next) in zip(tenant.periods, tenant.periods.dropFirst()) {
                if period.month.next == next.month {
                    #expect(period.endsAt == next.startsAt, "\(period.month)")
                } else {
                    #expect(period.endsAt < next.startsAt, "\(period.month)")
                }
            }
            for period in tenant.periods { expectWhole(period, "\(period.month)") }
            let counts = tenant.periods.map {
                ledger.state.counter(.key(1), meter: "calls", period: .month($0.month)).used
            }
            #expect(counts.reduce(0, +) == Int128(counted.count))
        }
    }

    /// Most often near an end of an open month, where mistakes live.
    private func instant(in ledger: MemoryLedger, using generator: inout SplitMix64) -> Timestamp {
        let range = ledger.now.advanced(days: -35)...ledger.now.advanced(seconds: 300)
        let ends = (ledger.state.tenant("acme")?.periods ?? []).flatMap {
            [$0.startsAt, $0.endsAt]
        }
        if !generator.chance(oneIn: 3), let end = ends.randomElement(using: &generator) {
            let hours = Int64.random(in: -28...28, using: &generator) * 3_600
            let time = end.advanced(seconds: hours).advanced(
                by: .random(in: -1...1, using: &generator))
            if range.contains(time) { return time }
        }
        return Timestamp(
            microseconds: .random(
                in: range.lowerBound.microseconds...range.upperBound.microseconds,
                using: &generator))
    }
}

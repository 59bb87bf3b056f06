import LedgerCore
import Testing

@Suite struct ValuesCalendarTests {
    @Test(
        "Dates and counts of days are the same thing",
        arguments: [
            (0, 1970, 1, 1), (-1, 1969, 12, 31), (58, 1970, 2, 28), (59, 1970, 3, 1),
            (11_016, 2000, 2, 29), (11_017, 2000, 3, 1), (-25_509, 1900, 2, 28),
            (-25_508, 1900, 3, 1), (20_778, 2026, 11, 21), (-719_528, 0, 1, 1),
            (-719_468, 0, 3, 1), (-719_162, 1, 1, 1), (2_932_896, 9999, 12, 31),
        ] as [(Int64, Int64, Int64, Int64)])
    func days(count: Int64, year: Int64, month: Int64, day: Int64) throws {
        let date = CivilDate(daysSinceEpoch: count)
        #expect(date == CivilDate(year: year, month: month, day: day))
        #expect(date.daysSinceEpoch == count)
    }

    @Test("Every day of four centuries follows the day before it")
    func everyDay() throws {
        var date = try #require(CivilDate(year: 1999, month: 12, day: 31))
        let first = date.daysSinceEpoch
        for count in first..<(first + 146_097) {
            let next = CivilDate(daysSinceEpoch: count + 1)
            let isLast = date.day == CivilDate.days(inMonth: date.month, year: date.year)
            let expected =
                if !isLast {
                    CivilDate(year: date.year, month: date.month, day: date.day + 1)
                } else if date.month < 12 {
                    CivilDate(year: date.year, month: date.month + 1, day: 1)
                } else {
                    CivilDate(year: date.year + 1, month: 1, day: 1)
                }
            // One expectation for each day would take longer than all the days.
            if next != expected || next.daysSinceEpoch != count + 1 || !(date < next) {
                Issue.record("\(date) is followed by \(next)")
                return
            }
            date = next
        }
        #expect(date.description == "2399-12-31")
    }

    @Test(
        "A date that does not exist is none",
        arguments: [
            (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 6, 31), (2026, 9, 31),
            (2026, 11, 31),
            (2026, 1, 32), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (-1, 1, 1), (10_000, 1, 1),
        ] as [(Int64, Int64, Int64)])
    func noDate(year: Int64, month: Int64, day: Int64) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(
        "Months are read, written and counted",
        arguments: [
            ("2026-11", 24_322, 30), ("2026-12", 24_323, 31), ("2024-02", 24_289, 29),
            ("2026-02", 24_313, 28), ("2000-02", 24_001, 29), ("1900-02", 22_801, 28),
            ("0000-01", 0, 31), ("9999-12", 119_999, 31),
        ] as [(String, Int32, Int64)])
    func months(text: String, ordinal: Int32, dayCount: Int64) throws {
        let month = try #require(Month(text))
        #expect(month.ordinal == ordinal)
        #expect(month.description == text)
        #expect(month == Month(year: month.year, month: month.month))
        #expect(month.dayCount == dayCount)
        #expect(month.next.previous == month)
        #expect(month < month.next)
        #expect(Month.writable.contains(month))
    }

    @Test("A year ends between December and January")
    func yearEnd() {
        #expect(Month("2026-12")?.next == Month("2027-01"))
        #expect(Month("2027-01")?.previous == Month("2026-12"))
        #expect(Month.writable.lowerBound.description == "0000-01")
        #expect(Month.writable.upperBound.description == "9999-12")
    }

    @Test(
        "What names no month is refused",
        arguments: [
            "", "2026", "2026-", "2026-1", "2026-00", "2026-13", "2026-11-", "2026-11-21", "202611",
            "2026/11", " 2026-11", "2026-11 ", "-026-11", "10000-01", "２026-11",
        ])
    func noMonth(text: String) {
        #expect(Month(text) == nil)
    }

    @Test("A month that cannot be written is refused where it is read", arguments: [-1, 120_000])
    func unreadableMonth(ordinal: Int64) {
        var writer = ByteWriter()
        writer.signed(ordinal)
        var reader = RowReader(
            row: ByteReader(writer.bytes), dictionary: FrameDictionary(terms: [], personals: []))
        #expect(throws: FormatError.malformed("month")) { try Month.read(from: &reader) }
    }
}

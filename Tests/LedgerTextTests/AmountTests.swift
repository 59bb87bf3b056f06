import LedgerText
import Testing

/// Numbers, sizes and spans of time.
@Suite struct AmountTests {
    @Test(
        "Integers are grouped by three digits",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1233, "1,233"), (-1233, "-1,233"), (-100, "-100"),
            (100_000, "100,000"), (1_000_000, "1,000,000"), (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func grouped(value: Int, expected: String) {
        #expect(Number.grouped(value) == expected)
    }

    @Test func `Totals beyond 64 bits are grouped as well`() {
        #expect(Number.grouped(Int128(1) << 64) == "18,446,744,073,709,551,616")
    }

    @Test(
        "One of something is told in the singular",
        arguments: [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (1_233, "1,233 lines")])
    func counted(count: Int, expected: String) {
        #expect(Number.counted(count, "line") == expected)
        let entries = expected.replacing("lines", with: "entries").replacing("line", with: "entry")
        #expect(Number.counted(count, "entry", "entries") == entries)
    }

    @Test(
        "Sizes round to one decimal and never reach 1024 of a unit",
        arguments: [
            (-1, "0 B"), (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
            (1075, "1.0 KiB"), (1076, "1.1 KiB"), (1_048_524, "1023.9 KiB"),
            (1_048_525, "1.0 MiB"), (1_258_291, "1.2 MiB"), (805_306_368, "768.0 MiB"),
            (Int.max, "8.0 EiB"),
        ])
    func byteSize(bytes: Int, expected: String) {
        #expect(ByteSize.text(bytes: bytes) == expected)
    }

    @Test(
        "A span is told in the largest unit that it reaches",
        arguments: [
            (0, "0 µs"), (999, "999 µs"), (1000, "1 ms"), (999_999, "999 ms"), (1_000_000, "1 s"),
            (59_999_999, "59 s"), (60_000_000, "1 min"), (3_599_999_999, "59 min"),
            (3_600_000_000, "1 h"), (86_399_999_999, "23 h"), (86_400_000_000, "1 d"),
            (-4_000_000, "4 s"), (Int.min, "106751991 d"),
        ])
    func span(microseconds: Int, expected: String) {
        #expect(ElapsedTime.text(microseconds: microseconds) == expected)
    }

    @Test(
        "A time is told by its distance from now",
        arguments: [
            (100_000_000, 100_000_000, "just now"), (100_000_000, 100_999_999, "just now"),
            (100_999_999, 100_000_000, "just now"), (100_000_000, 101_000_000, "1 s ago"),
            (0, 180_000_000, "3 min ago"), (7_200_000_000, 0, "in 2 h"),
            (Int.min, Int.max, "213503982 d ago"), (Int.max, Int.min, "in 213503982 d"),
        ])
    func relative(time: Int, now: Int, expected: String) {
        #expect(ElapsedTime.relative(of: time, to: now) == expected)
    }
}

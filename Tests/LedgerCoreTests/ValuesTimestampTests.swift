import Foundation
import LedgerCore
import LedgerTesting
import Testing

@Suite struct ValuesTimestampTests {
    @Test(
        "Canonical RFC 3339 is written and read back",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (1, "1970-01-01T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (-1_000_000, "1969-12-31T23:59:59Z"),
            (250_000, "1970-01-01T00:00:00.250000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (951_868_799_999_999, "2000-02-29T23:59:59.999999Z"),
            (-2_203_891_200_000_000, "1900-03-01T00:00:00Z"),
            (1_709_164_800_000_000, "2024-02-29T00:00:00Z"),
            (1_795_230_300_250_000, "2026-11-21T03:05:00.250000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00Z"),
            (-62_167_219_200_000_000, "0000-01-01T00:00:00Z"),
            (-62_162_121_600_000_000, "0000-02-29T00:00:00Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func canonical(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        "Every form of RFC 3339 is read as the instant it names",
        arguments: [
            ("2026-11-21T04:05:00.25+01:00", "2026-11-21T03:05:00.250000Z"),
            ("2026-11-20T22:05:00-05:00", "2026-11-21T03:05:00Z"),
            ("2026-11-21T08:50:00+05:45", "2026-11-21T03:05:00Z"),
            ("2026-11-21t03:05:00z", "2026-11-21T03:05:00Z"),
            ("2026-11-21 03:05:00Z", "2026-11-21T03:05:00Z"),
            ("2026-11-21T03:05:00-00:00", "2026-11-21T03:05:00Z"),
            ("2026-11-21T03:05:00+23:59", "2026-11-20T03:06:00Z"),
            ("2026-11-21T03:05:00.0Z", "2026-11-21T03:05:00Z"),
            ("2026-11-21T03:05:00.000000Z", "2026-11-21T03:05:00Z"),
            ("2026-11-21T03:05:00.1Z", "2026-11-21T03:05:00.100000Z"),
            ("2026-11-21T03:05:00.1234567Z", "2026-11-21T03:05:00.123456Z"),
            ("2026-11-21T03:05:00.9999999999999999999999Z", "2026-11-21T03:05:00.999999Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500000Z"),
            ("0000-01-01T00:00:00-00:01", "0000-01-01T00:01:00Z"),
            ("9999-12-31T23:59:59+00:01", "9999-12-31T23:58:59Z"),
        ])
    func read(text: String, canonical: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == canonical)
    }

    @Test(
        "What is not RFC 3339, or names no instant that can be written, is refused",
        arguments: [
            "", "2026", "2026-11-21", "2026-11-21T03:05:00", "2026-11-21T03:05Z",
            "2026-11-21T03:05:00Z ", " 2026-11-21T03:05:00Z", "2026-11-21T03:05:00Z\n",
            "2026-11-21T03:05:00ZZ", "2026-11-21T03:05:00+01", "2026-11-21T03:05:00+0100",
            "2026-11-21T03:05:00+1:00", "2026-11-21T03:05:00+24:00", "2026-11-21T03:05:00+01:60",
            "2026-11-21T03:05:00.Z", "2026-11-21T03:05:00,5Z", "2026-11-21T03:05:00.-5Z",
            "2026-11-21T24:00:00Z", "2026-11-21T23:60:00Z", "2026-11-21T23:59:61Z",
            "2026-00-21T03:05:00Z", "2026-13-21T03:05:00Z", "2026-11-00T03:05:00Z",
            "2026-11-31T03:05:00Z", "2026-02-29T03:05:00Z", "1900-02-29T03:05:00Z",
            "2100-02-29T03:05:00Z", "20261121T030500Z", "2026-11-21_03:05:00Z",
            "+026-11-21T03:05:00Z", "-001-11-21T03:05:00Z", "12026-11-21T03:05:00Z",
            "2026-1-21T03:05:00Z", "２026-11-21T03:05:00Z", "2026-11-21T03:05:00\u{212A}",
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("Foundation writes every instant of the last centuries the same", arguments: Seed.all)
    func foundation(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let seconds = Int64.random(in: -2_208_988_800..<7_258_118_400, using: &generator)
            let written = Timestamp(microseconds: seconds * 1_000_000).rfc3339
            #expect(written == Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601))
        }
    }

    @Test("An instant moves without overflowing, and any instant can be printed")
    func extremes() {
        let last = Timestamp(microseconds: .max)
        let first = Timestamp(microseconds: .min)
        #expect(Timestamp(microseconds: 5).advanced(by: -7) == Timestamp(microseconds: -2))
        #expect(last.advanced(by: 1) == last)
        #expect(first.advanced(by: -1) == first)
        #expect(last.advanced(by: .min) == Timestamp(microseconds: -1))
        #expect(last.rfc3339 == "294247-01-10T04:00:54.775807Z")
        #expect(first.rfc3339.hasSuffix("-12-21T19:59:05.224192Z"))
        #expect(first < last)
    }
}

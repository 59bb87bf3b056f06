/// CloudTrail's `eventTime`: RFC 3339 in UTC, `2023-07-10T11:45:00Z`, with or without a fraction.
enum CloudTrailTime {
    /// Microseconds since 1970-01-01T00:00:00Z; nil where the text is not such a time or the day
    /// does not exist. Digits after the sixth of a fraction are dropped.
    static func microseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"),
            matches(bytes[..<19], "0000-00-00T00:00:00"),
            let fraction = fractionMicroseconds(bytes[19..<(bytes.count - 1)])
        else { return nil }

        let year = number(bytes[0..<4])
        let month = number(bytes[5..<7])
        let day = number(bytes[8..<10])
        let hour = number(bytes[11..<13])
        let minute = number(bytes[14..<16])
        let second = number(bytes[17..<19])
        guard (1...12).contains(month), (1...daysInMonth(month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }

        let days = daysSince1970(year: year, month: month, day: day)
        return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction
    }

    /// Whether the bytes have the shape of the pattern, in which `0` stands for any digit.
    private static func matches(_ bytes: ArraySlice<UInt8>, _ pattern: StaticString) -> Bool {
        zip(bytes, pattern.description.utf8).allSatisfy { byte, expected in
            expected == UInt8(ascii: "0") ? isDigit(byte) : byte == expected
        }
    }

    /// What stands between the seconds and the `Z`: nothing, or a full stop and digits.
    private static func fractionMicroseconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let point = bytes.first else { return 0 }
        let digits = bytes.dropFirst()
        guard point == UInt8(ascii: "."), !digits.isEmpty, digits.allSatisfy(isDigit) else {
            return nil
        }
        let kept = digits.prefix(6)
        return (kept.count..<6).reduce(number(kept)) { value, _ in value * 10 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
        digits.reduce(0) { value, digit in value * 10 + Int64(digit - UInt8(ascii: "0")) }
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days of the proleptic Gregorian calendar, counted in years that begin in March so that the
    /// leap day comes last (Howard Hinnant, "chrono-compatible low-level date algorithms").
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        // One whole era of 400 years is added and taken off again: no dividend is negative.
        let marchYear = year + 400 - (month > 2 ? 0 : 1)
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + dayOfYear - 719_468 - 146_097
    }
}

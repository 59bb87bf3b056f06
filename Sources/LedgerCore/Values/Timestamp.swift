/// An instant: microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian, leap seconds ignored.
package struct Timestamp: Sendable, Hashable, Comparable {
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

    /// The instant `microseconds` later (earlier where negative); saturates instead of overflowing.
    package func advanced(by microseconds: Int64) -> Timestamp {
        let (sum, overflow) = self.microseconds.addingReportingOverflow(microseconds)
        return Timestamp(microseconds: overflow ? (microseconds < 0 ? .min : .max) : sum)
    }

    package static let microsecondsPerSecond: Int64 = 1_000_000
    package static let microsecondsPerDay: Int64 = 86_400_000_000

    /// The years that RFC 3339 can write; times outside are refused where they enter.
    package static let representable: ClosedRange<Timestamp> = {
        let first = Timestamp(microseconds: -62_167_219_200_000_000)
        let last = Timestamp(microseconds: 253_402_300_799_999_999)
        return first...last
    }()
}

extension Timestamp {
    /// RFC 3339 in UTC with `Z`; a fraction only where there is one, in six digits.
    package var rfc3339: String {
        var text: [UInt8] = []
        appendRFC3339(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the same text.
    func appendRFC3339(to text: inout [UInt8]) {
        let days = microseconds.flooredQuotient(Timestamp.microsecondsPerDay)
        CivilDate(daysSinceEpoch: days).append(to: &text)
        text.append(UInt8(ascii: "T"))
        appendTimeOfDay(to: &text)
    }

    /// Appends what follows the `T`.
    func appendTimeOfDay(to text: inout [UInt8]) {
        // No product of days is taken: that of the first instant of all would overflow.
        let rest = microseconds.flooredRemainder(Timestamp.microsecondsPerDay)
        let seconds = rest / Timestamp.microsecondsPerSecond
        let fraction = rest % Timestamp.microsecondsPerSecond
        text.appendDecimal(seconds / 3600, width: 2, before: ":")
        text.appendDecimal(seconds / 60 % 60, width: 2, before: ":")
        text.appendDecimal(seconds % 60, width: 2, before: fraction == 0 ? "Z" : ".")
        if fraction != 0 { text.appendDecimal(fraction, width: 6, before: "Z") }
    }

    /// Reads RFC 3339 (`2026-11-21T03:05:00.25+01:00`, also with a space or lower-case letters).
    ///
    /// Digits after the sixth of a fraction are cut. A leap second (`:60`) reads as the second
    /// after.
    /// - Returns: nil where the text is not of that form or its date does not exist.
    package init?(rfc3339 text: String) { self.init(rfc3339: Array(text.utf8)[...]) }

    /// The same, of a text in UTF-8.
    package init?(rfc3339 text: ArraySlice<UInt8>) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
            reader.skip("-"), let day = reader.number(2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
            reader.skip(":"), let second = reader.number(2),
            let date = CivilDate(year: year, month: month, day: day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if reader.skip(".") {
            guard let read = reader.fraction() else { return nil }
            fraction = read
        }
        var offset: Int64 = 0
        if !(reader.skip("Z") || reader.skip("z")) {
            let sign: Int64
            if reader.skip("+") {
                sign = 1
            } else if reader.skip("-") {
                sign = -1
            } else {
                return nil
            }
            guard let hours = reader.number(2), reader.skip(":"), let minutes = reader.number(2),
                hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard reader.isAtEnd else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: seconds * Timestamp.microsecondsPerSecond + fraction)
        guard Timestamp.representable.contains(self) else { return nil }
    }
}

/// Fixed-width decimal fields of an ASCII text, as RFC 3339 and period names need them.
struct DigitReader {
    private let text: ArraySlice<UInt8>
    /// The place of the next character.
    private var position: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    var isAtEnd: Bool { position == text.endIndex }

    mutating func number(_ digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// One digit or more, as millionths.
    mutating func fraction() -> Int64? {
        guard var value = digit() else { return nil }
        var digits = 1
        while let next = digit() {
            if digits < 6 {
                value = value * 10 + next
                digits += 1
            }
        }
        while digits < 6 {
            value *= 10
            digits += 1
        }
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard !isAtEnd, UInt32(text[position]) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard !isAtEnd, text[position] >= 0x30, text[position] <= 0x39 else { return nil }
        defer { position += 1 }
        return Int64(text[position] - 0x30)
    }
}

/// `value` in decimal, filled up with zeros to `width` digits.
func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension [UInt8] {
    /// Appends `value` as `padded` writes it.
    mutating func appendDecimal(_ value: Int64, width: Int) {
        guard value >= 0 else {
            append(contentsOf: padded(value, width).utf8)
            return
        }
        appendDecimal(UInt64(value), width: width)
    }

    /// Appends `value` in decimal, filled up with zeros to `width` digits, 20 at most.
    mutating func appendDecimal(_ value: UInt64, width: Int = 1) {
        var digits = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
        var first = digits.count
        var rest = value
        repeat {
            first -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[first] += UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        let written = digits.span.extracting(
            Swift.min(first, digits.count - width)...)
        append(copying: written)
    }

    mutating func appendDecimal(_ value: Int64, width: Int, before mark: Unicode.Scalar) {
        appendDecimal(value, width: width)
        append(UInt8(ascii: mark))
    }
}

extension Int64 {
    /// The quotient rounded towards negative infinity; `divisor` must be positive.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// What the floored quotient leaves, 0 ..< `divisor`.
    func flooredRemainder(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

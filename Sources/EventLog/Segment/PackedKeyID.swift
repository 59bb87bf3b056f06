import LedgerCore

/// An id of a key of our own making, `key_` and 22 base62 characters, in 17 bytes.
///
/// The digits 0-9, A-Z, a-z count 0 to 61. The numbers of the first ten digits (60 bits), the next
/// ten (60 bits) and the last two (12 bits) follow each other, first the highest bit, then four
/// zero bits. So packed ids have the order of their texts.
struct PackedKeyID: Hashable, Comparable {
    static let byteCount = 17
    private static let prefix = Array("key_".utf8)
    private static let digitCount = 22
    private static let base: UInt64 = 62
    private static let tenDigits: UInt64 = 839_299_365_868_340_224

    private let high: UInt64
    private let middle: UInt64
    private let low: UInt64

    /// - Returns: nil for an id of another form.
    init?(_ id: String) { self.init(id.utf8Span.span) }

    /// - Parameter id: UTF-8.
    /// - Returns: nil for an id of another form.
    init?(_ id: Span<UInt8>) {
        let prefix = Self.prefix.count
        guard id.count == prefix + Self.digitCount,
            id.extracting(0..<prefix).hasSameBytes(as: Self.prefix.span)
        else { return nil }
        var numbers: InlineArray<3, UInt64> = [0, 0, 0]
        for index in 0..<Self.digitCount {
            guard let digit = Self.digit(of: id[prefix + index]) else { return nil }
            numbers[index / 10] = numbers[index / 10] * Self.base + digit
        }
        high = numbers[0]
        middle = numbers[1]
        low = numbers[2]
    }

    /// Reads 17 bytes, which must lie in the span.
    /// - Returns: nil where they are no id.
    init?(at offset: Int, in bytes: RawSpan) {
        let first = bytes.bigEndian(at: offset)
        let second = bytes.bigEndian(at: offset + 8)
        let last = bytes.bigEndian(at: offset + 9) & 0xFF
        high = first >> 4
        middle = (first & 15) << 56 | second >> 8
        low = (second & 0xFF) << 4 | last >> 4
        guard high < Self.tenDigits, middle < Self.tenDigits, low < Self.base * Self.base,
            last & 15 == 0
        else { return nil }
    }

    func append(to bytes: inout [UInt8]) {
        for (word, count) in [
            (high << 4 | middle >> 56, 8), (middle << 8 | low >> 4, 8), ((low & 15) << 4, 1),
        ] {
            for shift in stride(from: (count - 1) * 8, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }

    /// The id.
    var text: String {
        var digits = [UInt8](repeating: 0, count: Self.prefix.count + Self.digitCount)
        for (index, character) in Self.prefix.enumerated() { digits[index] = character }
        var index = digits.count
        for (number, count) in [(low, 2), (middle, 10), (high, 10)] {
            var rest = number
            for _ in 0..<count {
                index -= 1
                digits[index] = Self.character(of: rest % Self.base)
                rest /= Self.base
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    static func < (one: PackedKeyID, other: PackedKeyID) -> Bool {
        (one.high, one.middle, one.low) < (other.high, other.middle, other.low)
    }

    private static func digit(of character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(character - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(character - UInt8(ascii: "a")) + 36
        default: nil
        }
    }

    private static func character(of digit: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: digit)
        return switch digit {
        case 0..<10: value + UInt8(ascii: "0")
        case 10..<36: value - 10 + UInt8(ascii: "A")
        default: value - 36 + UInt8(ascii: "a")
        }
    }
}

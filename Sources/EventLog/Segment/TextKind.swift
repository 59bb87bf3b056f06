/// What a cell of a column of texts is.
enum TextKind: Int64 {
    /// The row has no such text.
    case absent = 0
    /// 32 lower-case hexadecimal digits, kept as 16 bytes.
    case hexadecimal = 1
    /// A UUID in lower case (RFC 9562 section 4), kept as 16 bytes.
    case uuid = 2
    /// Anything else, kept as it is.
    case text = 3

    static let packedBytes = 16

    var isPacked: Bool { self == .hexadecimal || self == .uuid }

    /// What a text is, and its 16 bytes where it is packed.
    static func packing(_ text: Span<UInt8>) -> (kind: TextKind, high: UInt64, low: UInt64) {
        let kind: TextKind
        switch text.count {
        case 32: kind = .hexadecimal
        case 36: kind = .uuid
        default: return (.text, 0, 0)
        }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<text.count {
            let byte = text[index]
            if kind == .uuid, isDash(index) {
                guard byte == UInt8(ascii: "-") else { return (.text, 0, 0) }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return (.text, 0, 0)
            }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        return (kind, high, low)
    }

    /// Appends the text that 16 bytes stand for.
    func appendDigits(_ high: UInt64, _ low: UInt64, to text: inout [UInt8]) {
        let start = text.count
        let digits = (
            Self.digits(of: high >> 32).bigEndian, Self.digits(of: high & 0xFFFF_FFFF).bigEndian,
            Self.digits(of: low >> 32).bigEndian, Self.digits(of: low & 0xFFFF_FFFF).bigEndian
        )
        unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0) }
        guard self == .uuid else { return }
        for place in [8, 13, 18, 23] { text.insert(UInt8(ascii: "-"), at: start + place) }
    }

    /// The eight hexadecimal digits of 32 bits, the first in the highest byte: each half byte is
    /// moved into a byte of its own, then all become characters at once.
    private static func digits(of value: UInt64) -> UInt64 {
        var digits = (value | value << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits | digits << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // Adding 6 carries into bit 4 of those from 10 on.
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return digits &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    /// Whether a UUID has a dash at that place.
    private static func isDash(_ index: Int) -> Bool {
        index == 8 || index == 13 || index == 18 || index == 23
    }
}

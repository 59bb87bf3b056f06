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
        for word in [high, low] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
                text.append(digit < 10 ? digit + UInt8(ascii: "0") : digit + (UInt8(ascii: "a") - 10))
                if self == .uuid, Self.isDash(text.count) { text.append(UInt8(ascii: "-")) }
            }
        }
    }

    /// Whether a UUID has a dash at that place.
    private static func isDash(_ index: Int) -> Bool {
        index == 8 || index == 13 || index == 18 || index == 23
    }
}

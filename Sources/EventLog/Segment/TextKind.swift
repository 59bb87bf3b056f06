import LedgerCore

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
        let bytes = unsafe text.bytes
        let kind: TextKind
        let words: (UInt64, UInt64, UInt64, UInt64)
        switch text.count {
        case 32:
            kind = .hexadecimal
            words = (
                bytes.bigEndian(at: 0), bytes.bigEndian(at: 8), bytes.bigEndian(at: 16),
                bytes.bigEndian(at: 24)
            )
        case 36 where dashes.allSatisfy { text[$0] == UInt8(ascii: "-") }:
            kind = .uuid
            // Four digits, a dash and four more digits each in the middle.
            words = (
                bytes.bigEndian(at: 0),
                (bytes.bigEndian(at: 9) >> 32) << 32 | bytes.bigEndian(at: 14) >> 32,
                (bytes.bigEndian(at: 19) >> 32) << 32 | bytes.bigEndian(at: 24) >> 32,
                bytes.bigEndian(at: 28)
            )
        default: return (.text, 0, 0)
        }
        guard let first = value(ofDigits: words.0), let second = value(ofDigits: words.1),
            let third = value(ofDigits: words.2), let fourth = value(ofDigits: words.3)
        else { return (.text, 0, 0) }
        return (kind, first << 32 | second, third << 32 | fourth)
    }

    /// Appends the text that 16 bytes stand for.
    func appendDigits(_ high: UInt64, _ low: UInt64, to text: inout [UInt8]) {
        let start = text.count
        let digits = (
            Hex.digits(of: UInt32(high >> 32)).littleEndian,
            Hex.digits(of: UInt32(truncatingIfNeeded: high)).littleEndian,
            Hex.digits(of: UInt32(low >> 32)).littleEndian,
            Hex.digits(of: UInt32(truncatingIfNeeded: low)).littleEndian
        )
        unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0) }
        guard self == .uuid else { return }
        for place in Self.dashes { text.insert(UInt8(ascii: "-"), at: start + place) }
    }

    /// The 32 bits that eight hexadecimal digits stand for, the first in the highest byte; nil where
    /// they are others than `Hex` gives.
    private static func value(ofDigits text: UInt64) -> UInt64? {
        // Of the digits only letters have bit 6.
        let letters = text >> 6 & 0x0101_0101_0101_0101
        var value = (text & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
        value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
        value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
        value = (value | value >> 16) & 0xFFFF_FFFF
        return Hex.digits(of: UInt32(value)).byteSwapped == text ? value : nil
    }

    /// Where a UUID has dashes.
    private static let dashes = [8, 13, 18, 23]
}

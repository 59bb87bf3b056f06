extension JSONReader {
    /// The characters of the string that begins here, in UTF-8.
    mutating func text() throws(JSONFault) -> ArraySlice<UInt8> {
        position += 1
        let start = position
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return bytes[start..<(position - 1)]
            }
            guard byte >= 0x20 else { throw .malformed }
            if byte == UInt8(ascii: "\\") { return try escapedText(after: bytes[start..<position]) }
            position += 1
        }
        throw .malformed
    }

    /// The string goes on here with an escape, after `beginning`.
    private mutating func escapedText(
        after beginning: ArraySlice<UInt8>
    ) throws(JSONFault) -> ArraySlice<UInt8> {
        var text = Array(beginning)
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return text[...] }
            guard byte >= 0x20 else { throw .malformed }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: String(try escape()).utf8)
            } else {
                text.append(byte)
            }
        }
        throw .malformed
    }

    /// The character that an escape stands for, after its backslash.
    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        guard position < bytes.endIndex else { throw .malformed }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try namedScalar()
        default: throw .malformed
        }
    }

    /// Four hexadecimal digits, or a pair of surrogates.
    private mutating func namedScalar() throws(JSONFault) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard position + 1 < bytes.endIndex, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw .malformed }
        position += 2
        let low = try codeUnit()
        guard (0xD800...0xDBFF).contains(unit), (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw .malformed }
        return scalar
    }

    private mutating func codeUnit() throws(JSONFault) -> UInt32 {
        guard position + 4 <= bytes.endIndex else { throw .malformed }
        var unit: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 + UInt32(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 + UInt32(byte - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 + UInt32(byte - 0x37)
            default: throw .malformed
            }
        }
        position += 4
        return unit
    }
}

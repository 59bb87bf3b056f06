/// Writes RFC 8785 (JCS) canonical JSON of objects, arrays, strings and integers: all that a leaf
/// may hold.
///
/// The caller gives the members of an object in the order of their names; every name of ours is
/// ASCII, so that JCS's order by UTF-16 code units is the order of bytes.
package struct CanonicalJSON: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    /// With room for so many bytes.
    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func name(_ name: String) {
        separate()
        quoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String) {
        separate()
        quoted(value)
        needsComma = true
    }

    package mutating func integer(_ value: some FixedWidthInteger) {
        separate()
        if let small = Int64(exactly: value), small >= 0 {
            bytes.appendDecimal(small, width: 1)
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
        needsComma = true
    }

    /// A string of lower-case hexadecimal.
    package mutating func hexadecimal(_ value: Digest) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        value.appendHex(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A string of RFC 3339.
    package mutating func time(_ value: Timestamp) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        value.appendRFC3339(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Leaves out a value, which is put in later.
    /// - Returns: where it belongs.
    mutating func skipValue() -> Int {
        separate()
        needsComma = true
        return bytes.count
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quoted(_ value: String) {
        bytes.appendJSON(string: value.utf8Span.span)
    }
}

extension Span<UInt8> {
    /// Whether nothing in the text is escaped where it is a JSON string.
    @inline(__always)
    var isPlainJSON: Bool {
        var isPlain = true
        for index in indices {
            let byte = self[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                isPlain = false
            }
        }
        return isPlain
    }
}

extension [UInt8] {
    /// Appends UTF-8 as a string (RFC 8785 section 3.2.2.2): only quote, backslash and control
    /// characters are escaped.
    package mutating func appendJSON(string text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        // Few texts have anything to escape, and those without are copied at once.
        if text.isPlainJSON {
            append(copying: text)
        } else {
            for index in text.indices { appendEscaped(text[index]) }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0x08: append(contentsOf: "\\b".utf8)
        case 0x09: append(contentsOf: "\\t".utf8)
        case 0x0A: append(contentsOf: "\\n".utf8)
        case 0x0C: append(contentsOf: "\\f".utf8)
        case 0x0D: append(contentsOf: "\\r".utf8)
        case 0..<0x20:
            append(contentsOf: "\\u00".utf8)
            append(Hex.digit(byte >> 4))
            append(Hex.digit(byte & 15))
        default: append(byte)
        }
    }
}

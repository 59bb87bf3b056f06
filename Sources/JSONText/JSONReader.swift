/// Reads one JSON text (RFC 8259) from its beginning to its end, value by value.
///
/// It is stricter than most: the text must be UTF-8 throughout, every escape must name a character,
/// and a skipped object may have no name twice (RFC 7493, I-JSON). Whoever reads an object member by
/// member watches for names that come twice. Any bytes give a value or a fault, and the work is
/// bounded by their number.
package struct JSONReader {
    /// What a value is, by how it begins.
    package enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case boolean
        case null
    }

    let bytes: ArraySlice<UInt8>
    let depthMax: Int
    /// The place of the next byte.
    package internal(set) var position: Int
    private var depth = 0
    /// Whether an object or array was just entered: its first member has no comma before it.
    private var isAtFirst = false

    /// - Parameter depthMax: how deep objects and arrays may nest.
    /// - Throws: `notUTF8`.
    package init(_ bytes: ArraySlice<UInt8>, depthMax: Int) throws(JSONFault) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .notUTF8
        }
        self.bytes = bytes
        self.depthMax = depthMax
        position = bytes.startIndex
    }

    /// What the next value is.
    package mutating func kind() throws(JSONFault) -> Kind {
        switch try nextByte() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: throw .malformed
        }
    }

    /// Checks that nothing follows the value that was read.
    package mutating func finish() throws(JSONFault) {
        skipSpace()
        guard position == bytes.endIndex else { throw .malformed }
    }

    /// The first byte that is no white space, which stays the next.
    mutating func nextByte() throws(JSONFault) -> UInt8 {
        skipSpace()
        guard position < bytes.endIndex else { throw .malformed }
        return bytes[position]
    }

    mutating func skipSpace() {
        while position < bytes.endIndex, Self.isSpace(bytes[position]) { position += 1 }
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}

extension JSONReader {
    /// Enters an object.
    package mutating func beginObject() throws(JSONFault) {
        guard try kind() == .object else { throw .wrongKind(expected: "an object") }
        try descend()
    }

    /// The name of the next member, whose value is to be read then; nil at the end of the object,
    /// which is left.
    package mutating func nextName() throws(JSONFault) -> ArraySlice<UInt8>? {
        guard try hasNext(before: UInt8(ascii: "}")) else { return nil }
        guard try nextByte() == UInt8(ascii: "\"") else { throw .malformed }
        let name = try text()
        guard try nextByte() == UInt8(ascii: ":") else { throw .malformed }
        position += 1
        return name
    }

    /// Enters an array.
    package mutating func beginArray() throws(JSONFault) {
        guard try kind() == .array else { throw .wrongKind(expected: "an array") }
        try descend()
    }

    /// Whether there is another element, which is to be read then; at the end of the array it is
    /// left.
    package mutating func hasNextElement() throws(JSONFault) -> Bool {
        try hasNext(before: UInt8(ascii: "]"))
    }

    private mutating func descend() throws(JSONFault) {
        guard depth < depthMax else { throw .tooDeep }
        position += 1
        depth += 1
        isAtFirst = true
    }

    private mutating func hasNext(before end: UInt8) throws(JSONFault) -> Bool {
        let byte = try nextByte()
        let isFirst = isAtFirst
        isAtFirst = false
        if byte == end {
            position += 1
            depth -= 1
            return false
        }
        guard !isFirst else { return true }
        guard byte == UInt8(ascii: ",") else { throw .malformed }
        position += 1
        return true
    }
}

/// Reads what `ByteWriter` wrote. Total: any bytes give a value or a `FormatError`.
package struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    package private(set) var offset: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    package var isAtEnd: Bool { offset == bytes.endIndex }
    package var remaining: Int { bytes.endIndex - offset }

    package mutating func byte() throws(FormatError) -> UInt8 {
        guard offset < bytes.endIndex else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    package func peek() throws(FormatError) -> UInt8 {
        guard offset < bytes.endIndex else { throw .truncated }
        return bytes[offset]
    }

    package mutating func unsigned() throws(FormatError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw .malformed("integer") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                // One value has one form, so that equal entries are equal bytes.
                guard next != 0 || shift == 0 else { throw .malformed("integer") }
                return value
            }
            shift += 7
        }
    }

    package mutating func signed() throws(FormatError) -> Int64 {
        let raw = try unsigned()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    package mutating func fixed(width: Int) throws(FormatError) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<width { value = value << 8 | UInt64(try byte()) }
        return value
    }

    /// An integer that counts things of at least `size` bytes each still to come.
    package mutating func count(size: Int = 1) throws(FormatError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(remaining / max(size, 1)) else { throw .truncated }
        return Int(value)
    }

    package mutating func slice(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }

    package mutating func lengthAndBytes() throws(FormatError) -> [UInt8] {
        Array(try slice(try count()))
    }

    package mutating func text() throws(FormatError) -> String {
        guard let text = String(validating: try slice(try count()), as: UTF8.self) else {
            throw .malformed("text")
        }
        return text
    }

    /// Appends a text.
    package mutating func text(to texts: inout FlatTexts) throws(FormatError) {
        let bytes = try slice(try count())
        guard bytes.span.isUTF8 else { throw .malformed("text") }
        texts.append { $0 += bytes }
    }

    package mutating func digest() throws(FormatError) -> Digest {
        Digest(
            words: (
                try fixed(width: 8), try fixed(width: 8), try fixed(width: 8), try fixed(width: 8)
            ))
    }

    package mutating func move(to offset: Int) throws(FormatError) {
        guard offset >= bytes.startIndex, offset <= bytes.endIndex else { throw .truncated }
        self.offset = offset
    }
}

/// An element of the state's lists as it is stored in a page. Total and deterministic: equal
/// elements are equal bytes, and any bytes give an element or an error.
///
/// The forms have no version of their own: that of the file they are in covers them. They are
/// listed on the page *The files of projections* of `Projections`.
protocol StoredElement: Sendable {
    func write(to writer: inout ByteWriter)
    static func read(from reader: inout ByteReader) throws(FormatError) -> Self
}

extension String: StoredElement {
    func write(to writer: inout ByteWriter) { writer.text(self) }
    static func read(from reader: inout ByteReader) throws(FormatError) -> String {
        try reader.text()
    }
}

extension Timestamp: StoredElement {
    func write(to writer: inout ByteWriter) { writer.signed(microseconds) }
    static func read(from reader: inout ByteReader) throws(FormatError) -> Timestamp {
        Timestamp(microseconds: try reader.signed())
    }
}

extension UInt64: StoredElement {
    func write(to writer: inout ByteWriter) { writer.unsigned(self) }
    static func read(from reader: inout ByteReader) throws(FormatError) -> UInt64 {
        try reader.unsigned()
    }
}

extension UInt32: StoredElement {
    func write(to writer: inout ByteWriter) { writer.unsigned(UInt64(self)) }
    static func read(from reader: inout ByteReader) throws(FormatError) -> UInt32 {
        guard let value = UInt32(exactly: try reader.unsigned()) else {
            throw .malformed("integer")
        }
        return value
    }
}

extension Digest: StoredElement {
    func write(to writer: inout ByteWriter) { append(to: &writer.bytes) }
    static func read(from reader: inout ByteReader) throws(FormatError) -> Digest {
        try reader.digest()
    }
}

/// How many there are, then each.
extension Array: StoredElement where Element: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.unsigned(UInt64(count))
        for element in self { element.write(to: &writer) }
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> [Element] {
        let count = try reader.count()
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try Element.read(from: &reader)) }
        return elements
    }
}

extension ByteWriter {
    mutating func flag(_ value: Bool) { byte(value ? 1 : 0) }

    /// A byte that says whether there is one, then the element.
    mutating func optional(_ value: (some StoredElement)?) {
        byte(value == nil ? 0 : 1)
        value?.write(to: &self)
    }

    /// A word of a closed set.
    mutating func word(_ value: some RawRepresentable<String>) { text(value.rawValue) }

    /// The index of a thing in its list.
    mutating func index(_ value: Int) { unsigned(UInt64(value)) }

    /// A total: zigzag, then LEB128, as a signed integer but of 128 bits.
    package mutating func total(_ value: Int128) {
        var rest = UInt128(bitPattern: value << 1) ^ UInt128(bitPattern: value >> 127)
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }
}

extension ByteReader {
    mutating func flag() throws(FormatError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw .malformed("flag")
        }
    }

    mutating func optional<Element: StoredElement>() throws(FormatError) -> Element? {
        switch try byte() {
        case 0: return nil
        case 1: return try Element.read(from: &self)
        default: throw .malformed("presence")
        }
    }

    mutating func word<Value: RawRepresentable<String>>() throws(FormatError) -> Value {
        guard let value = Value(rawValue: try text()) else { throw .malformed("word") }
        return value
    }

    /// An index that `HashIndex` can hold.
    mutating func index() throws(FormatError) -> Int {
        let value = try unsigned()
        guard value < UInt64(UInt32.max) else { throw .malformed("index") }
        return Int(value)
    }

    mutating func month() throws(FormatError) -> Month {
        guard let ordinal = Int32(exactly: try signed()),
            Month.writable.contains(Month(ordinal: ordinal))
        else { throw .malformed("month") }
        return Month(ordinal: ordinal)
    }

    package mutating func total() throws(FormatError) -> Int128 {
        var raw: UInt128 = 0
        var shift: UInt128 = 0
        while true {
            let next = try byte()
            guard shift < 126 || next <= 3 else { throw .malformed("total") }
            raw |= UInt128(next & 0x7F) << shift
            if next < 0x80 {
                guard next != 0 || shift == 0 else { throw .malformed("total") }
                break
            }
            shift += 7
        }
        let value = Int128(bitPattern: raw >> 1) ^ -Int128(bitPattern: raw & 1)
        // 2^62 entries of at most 2^63 come to less than what is left here: no total that was read
        // overflows by what is added to it.
        guard value.magnitude < 1 << 126 else { throw .malformed("total") }
        return value
    }
}

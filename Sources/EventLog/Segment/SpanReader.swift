import LedgerCore

/// Reads integers out of a part of a mapped file, as `ByteReader` does of an array. Total.
struct SpanReader {
    private(set) var offset: Int
    private let end: Int

    /// - Parameter range: must lie in the bytes, which are given again with each call.
    init(_ range: Range<Int>, in bytes: RawSpan) throws(FormatError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.byteCount else { throw .truncated }
        offset = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end - offset }

    mutating func byte(_ bytes: RawSpan) throws(FormatError) -> UInt8 {
        guard offset < end else { throw .truncated }
        defer { offset += 1 }
        return unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    mutating func unsigned(_ bytes: RawSpan) throws(FormatError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte(bytes)
            guard shift < 63 || next <= 1 else { throw .malformed("integer") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                guard next != 0 || shift == 0 else { throw .malformed("integer") }
                return value
            }
            shift += 7
        }
    }

    mutating func signed(_ bytes: RawSpan) throws(FormatError) -> Int64 {
        let raw = try unsigned(bytes)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// A length of what follows.
    mutating func length(_ bytes: RawSpan) throws(FormatError) -> Int {
        let value = try unsigned(bytes)
        guard value <= UInt64(remaining) else { throw .truncated }
        return Int(value)
    }

    /// An integer that may not be above a bound.
    mutating func count(_ bytes: RawSpan, most: Int) throws(FormatError) -> Int {
        let value = try unsigned(bytes)
        guard value <= UInt64(most) else { throw .malformed("count") }
        return Int(value)
    }

    /// Passes over bytes and says where they are.
    mutating func take(_ count: Int) throws(FormatError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { offset += count }
        return offset..<(offset + count)
    }
}

extension [UInt8] {
    /// Appends a copy of some bytes.
    package mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    /// Whether the other has as many bytes, and the same: eight at a time.
    package func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let (own, others) = unsafe (bytes, other.bytes)
        var place = 0
        while place + 8 <= count {
            let word = unsafe own.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            let otherWord = unsafe others.unsafeLoadUnaligned(
                fromByteOffset: place, as: UInt64.self)
            guard word == otherWord else { return false }
            place += 8
        }
        while place < count {
            guard self[place] == other[place] else { return false }
            place += 1
        }
        return true
    }
}

extension Span<UInt8> {
    /// Whether the bytes are UTF-8.
    package var isUTF8: Bool { (try? UTF8Span(validating: self)) != nil }
}

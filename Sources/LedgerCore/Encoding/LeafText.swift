/// The bytes of one leaf after the other, in memory that is used again.
package struct LeafText: Sendable {
    /// What was written last, and room behind it.
    private var storage: [UInt8] = []
    private var count = 0
    private var day = LeafDay()

    package init() {}

    /// Replaces the text.
    /// - Parameters:
    ///   - capacity: how long the new one is at most.
    ///   - body: writes it.
    @inline(__always)
    mutating func write(reserving capacity: Int, _ body: (inout LeafCursor) -> Void) {
        if storage.count < capacity {
            storage = [UInt8](repeating: 0, count: max(capacity, 2 * storage.count))
        }
        let day = day
        (count, self.day) = unsafe storage.withUnsafeMutableBytes { memory in
            guard let start = memory.baseAddress else { return (0, day) }
            var cursor = unsafe LeafCursor(start, room: memory.count, day)
            body(&cursor)
            return (cursor.count, cursor.day)
        }
    }

    /// Lends the text.
    package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(storage.span.extracting(0..<count))
    }
}

/// Writes a leaf from its first byte to its last.
///
/// Beside `CanonicalJSON` this writes only values, each in the same form; names and brackets come as
/// they are. It stops the program rather than pass the end of its memory.
@safe
package struct LeafCursor: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let room: Int
    fileprivate var count = 0
    fileprivate var day: LeafDay

    fileprivate init(_ memory: UnsafeMutableRawPointer, room: Int, _ day: LeafDay) {
        unsafe self.memory = memory
        self.room = room
        self.day = day
    }

    /// Adds bytes that are JSON already.
    @inline(__always)
    package mutating func append(_ json: Span<UInt8>) {
        let length = json.count
        precondition(count + length <= room, "a leaf has the room it asked for")
        unsafe json.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe memory.advanced(by: count).copyMemory(from: source, byteCount: length)
        }
        count += length
    }

    @inline(__always)
    private mutating func append<Word: FixedWidthInteger>(word: Word) {
        let length = MemoryLayout<Word>.size
        precondition(count + length <= room, "a leaf has the room it asked for")
        unsafe memory.storeBytes(of: word.littleEndian, toByteOffset: count, as: Word.self)
        count += length
    }

    private mutating func quote() { append(word: UInt8(ascii: "\"")) }

    /// Adds UTF-8 as a JSON string.
    package mutating func string(_ text: Span<UInt8>) {
        if text.isPlainJSON {
            quote()
            append(text)
            quote()
        } else {
            var escaped: [UInt8] = []
            escaped.appendJSON(string: text)
            append(escaped.span)
        }
    }

    package mutating func integer(_ value: Int64) {
        if value < 0 { append(word: UInt8(ascii: "-")) }
        integer(value.magnitude)
    }

    package mutating func integer(_ value: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = value
        repeat {
            first -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[first] = 0x30 + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        append(digits.span.extracting(first...))
    }

    /// Adds bytes as a string of lower-case hexadecimal.
    package mutating func hexadecimal(_ value: Span<UInt8>) {
        quote()
        for index in value.indices { append(word: Hex.digits(of: value[index])) }
        quote()
    }

    package mutating func hexadecimal(_ value: Digest) {
        quote()
        hexadecimal(value.words.0)
        hexadecimal(value.words.1)
        hexadecimal(value.words.2)
        hexadecimal(value.words.3)
        quote()
    }

    @inline(__always)
    private mutating func hexadecimal(_ word: UInt64) {
        append(word: Hex.digits(of: UInt32(truncatingIfNeeded: word >> 32)))
        append(word: Hex.digits(of: UInt32(truncatingIfNeeded: word)))
    }

    /// Adds an instant as a string of RFC 3339.
    package mutating func time(_ value: Timestamp) {
        let number = value.microseconds.flooredQuotient(Timestamp.microsecondsPerDay)
        if number != day.number { day = LeafDay(number) }
        let rest = value.microseconds.flooredRemainder(Timestamp.microsecondsPerDay)
        let seconds = rest / Timestamp.microsecondsPerSecond
        let fraction = rest % Timestamp.microsecondsPerSecond
        quote()
        let date = day.date
        append(date.span)
        append(word: UInt8(ascii: "T"))
        pair(seconds / 3600)
        append(word: UInt8(ascii: ":"))
        pair(seconds / 60 % 60)
        append(word: UInt8(ascii: ":"))
        pair(seconds % 60)
        if fraction != 0 {
            append(word: UInt8(ascii: "."))
            pair(fraction / 10_000)
            pair(fraction / 100 % 100)
            pair(fraction % 100)
        }
        append(word: UInt8(ascii: "Z"))
        quote()
    }

    /// Two decimal digits.
    private mutating func pair(_ value: Int64) {
        append(word: 0x30 + UInt8(truncatingIfNeeded: value / 10))
        append(word: 0x30 + UInt8(truncatingIfNeeded: value % 10))
    }
}

/// A day's date as text. Neighbours mostly share it, so that it is reckoned once.
private struct LeafDay: Sendable {
    /// Since 1970.
    var number: Int64 = .min
    var date: [UInt8] = []

    init() {}

    init(_ number: Int64) {
        self.number = number
        CivilDate(daysSinceEpoch: number).append(to: &date)
    }
}

import LedgerCore

/// At most 1,024 integers of a block, in the form that was cheapest for them; any one is read
/// without the others.
///
/// Integer `i` is `base + slope · i + rest`, modulo 2^64. The lowest `width` bits of every rest are
/// packed side by side; the few rests that have more are *exceptions*, listed by index with their
/// higher bits. (Frame of reference with patches: Zukowski et al., "Super-scalar RAM-CPU cache
/// compression", 2006.) A column of zeros has no bytes.
///
/// The value knows places only: the bytes are given with each call, always the same ones.
struct IntegerColumn {
    /// An index of up to 1,024 rows.
    static let indexBits = 10

    /// How many integers there are.
    let count: Int
    private var base: UInt64 = 0
    private var slope: UInt64 = 0
    private var width = 0
    private var packed = 0
    private var exceptionCount = 0
    private var highWidth = 0
    private var indexes = 0
    private var highs = 0

    /// - Throws: where the bytes are of no such form; afterwards every read is sound.
    init(count: Int, range: Range<Int>, in bytes: RawSpan) throws(FormatError) {
        self.count = count
        if range.isEmpty { return }
        var reader = try SpanReader(range, in: bytes)
        guard range.upperBound + PackedBits.overreadBytes <= bytes.byteCount else {
            throw .truncated
        }
        width = Int(try reader.byte(bytes))
        guard PackedBits.isValid(width: width) else { throw .malformed("width of a column") }
        base = UInt64(bitPattern: try reader.signed(bytes))
        slope = UInt64(bitPattern: try reader.signed(bytes))
        exceptionCount = try reader.count(bytes, most: count)
        if exceptionCount > 0 {
            highWidth = Int(try reader.byte(bytes))
            guard width < 64, highWidth > 0, PackedBits.isValid(width: highWidth) else {
                throw .malformed("width of a column")
            }
        }
        packed = try reader.take(PackedBits.byteCount(count: count, width: width)).lowerBound
        indexes = try reader.take(
            PackedBits.byteCount(count: exceptionCount, width: Self.indexBits)
        ).lowerBound
        highs = try reader.take(
            PackedBits.byteCount(count: exceptionCount, width: highWidth)
        ).lowerBound
        guard reader.remaining == 0 else { throw .malformed("column") }
    }

    /// The one value that all integers have; nil where they may differ.
    var constant: Int64? {
        width == 0 && slope == 0 && exceptionCount == 0 ? Int64(bitPattern: base) : nil
    }

    /// The integer at an index below `count`.
    @inline(__always)
    func value(_ index: Int, in bytes: RawSpan) -> Int64 {
        precondition(index >= 0 && index < count)
        var rest: UInt64 = 0
        if width > 0 {
            rest = PackedBits.value(at: index, width: width, from: packed, in: bytes)
        }
        if exceptionCount > 0, let number = exception(at: index, in: bytes) {
            rest |= high(number, in: bytes)
        }
        return Int64(bitPattern: base &+ slope &* UInt64(index) &+ rest)
    }

    private func high(_ number: Int, in bytes: RawSpan) -> UInt64 {
        PackedBits.value(at: number, width: highWidth, from: highs, in: bytes) << UInt64(width)
    }

    /// The number of the exception that an index is; the indexes ascend.
    private func exception(at index: Int, in bytes: RawSpan) -> Int? {
        var low = 0
        var high = exceptionCount
        while low < high {
            let middle = (low + high) / 2
            let found = exceptionIndex(middle, in: bytes)
            if found == index { return middle }
            if found < index { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private func exceptionIndex(_ number: Int, in bytes: RawSpan) -> Int {
        Int(
            PackedBits.value(
                at: number, width: Self.indexBits, from: indexes, in: bytes))
    }

    /// Reads all integers.
    /// - Parameter values: has room for them; those after `count` stay as they are.
    func decode(into values: inout [Int64], in bytes: RawSpan) {
        precondition(values.count >= count)
        var span = values.mutableSpan
        if width == 0 {
            var value = base
            for index in 0..<count {
                unsafe span[unchecked: index] = Int64(bitPattern: value)
                value &+= slope
            }
        } else {
            var start = base
            for index in 0..<count {
                let rest = PackedBits.value(at: index, width: width, from: packed, in: bytes)
                unsafe span[unchecked: index] = Int64(bitPattern: start &+ rest)
                start &+= slope
            }
        }
        for number in 0..<exceptionCount {
            let index = exceptionIndex(number, in: bytes)
            guard index < count else { continue }
            span[index] &+= Int64(bitPattern: high(number, in: bytes))
        }
    }
}

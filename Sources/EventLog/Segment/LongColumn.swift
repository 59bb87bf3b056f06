import LedgerCore

/// Any number of integers, as columns of 1,024 each; any one is read without the others.
///
/// Stored as their count, the length of each column, then the columns.
struct LongColumn {
    let count: Int
    private var parts: [IntegerColumn] = []

    /// Reads where the columns are.
    /// - Parameters:
    ///   - most: the most integers there may be.
    ///   - reader: stands at the column, and then behind it.
    init(most: Int, from reader: inout SpanReader, in bytes: RawSpan) throws(FormatError) {
        count = try reader.count(bytes, most: most)
        var lengths: [Int] = []
        let partCount = (count + SegmentFormat.rowsPerBlock - 1) / SegmentFormat.rowsPerBlock
        guard partCount <= reader.remaining else { throw .truncated }
        lengths.reserveCapacity(partCount)
        for _ in 0..<partCount { lengths.append(try reader.length(bytes)) }
        var rest = count
        parts.reserveCapacity(partCount)
        for length in lengths {
            let range = try reader.take(length)
            let size = min(rest, SegmentFormat.rowsPerBlock)
            parts.append(try IntegerColumn(count: size, range: range, in: bytes))
            rest -= size
        }
    }

    /// The integer at an index below `count`.
    func value(_ index: Int, in bytes: RawSpan) -> Int64 {
        parts[index / SegmentFormat.rowsPerBlock].value(
            index % SegmentFormat.rowsPerBlock, in: bytes)
    }

    /// An integer that must be an index of so many things.
    func index(_ index: Int, below bound: Int, in bytes: RawSpan) throws(FormatError) -> Int {
        guard let value = Int(exactly: value(index, in: bytes)), value >= 0, value < bound else {
            throw .malformed("number")
        }
        return value
    }

    /// All integers.
    func values(in bytes: RawSpan) -> [Int64] {
        (0..<count).map { value($0, in: bytes) }
    }

    /// The last index whose integer is at most `value`, of integers that ascend; nil where all are
    /// above.
    func lastIndex(notAbove value: Int64, in bytes: RawSpan) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self.value(middle, in: bytes) <= value { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    /// Appends a column of these integers.
    static func append(_ values: [Int64], isLinear: Bool = false, to out: inout [UInt8]) {
        var head = ByteWriter()
        var columns: [UInt8] = []
        head.unsigned(UInt64(values.count))
        for start in stride(from: 0, to: values.count, by: SegmentFormat.rowsPerBlock) {
            let before = columns.count
            let end = min(start + SegmentFormat.rowsPerBlock, values.count)
            IntegerColumn.append(values[start..<end], isLinear: isLinear, to: &columns)
            head.unsigned(UInt64(columns.count - before))
        }
        out += head.bytes
        out += columns
    }
}

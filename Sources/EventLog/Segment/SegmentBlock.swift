import LedgerCore

/// The columns of one block whose checksum was checked.
struct SegmentBlock {
    let number: Int
    /// How many rows it has.
    let count: Int
    private let columns: [IntegerColumn]
    private var texts: [TextColumn] = []

    init(
        _ number: Int, count: Int, range: Range<Int>, in bytes: RawSpan
    ) throws(FormatError) {
        self.number = number
        self.count = count
        var reader = try SpanReader(range, in: bytes)
        var lengths: [Int] = []
        lengths.reserveCapacity(SegmentTextColumn.columnCount)
        for _ in 0..<SegmentTextColumn.columnCount { lengths.append(try reader.length(bytes)) }
        var columns: [IntegerColumn] = []
        columns.reserveCapacity(SegmentColumn.count)
        for length in lengths[..<SegmentColumn.count] {
            columns.append(
                try IntegerColumn(count: count, range: try reader.take(length), in: bytes))
        }
        self.columns = columns
        for length in lengths[SegmentColumn.count...] {
            texts.append(try TextColumn(count: count, range: try reader.take(length), in: bytes))
        }
        guard reader.remaining == 0 else { throw .malformed("block") }
    }

    func value(_ column: SegmentColumn, _ row: Int, in bytes: RawSpan) -> Int64 {
        columns[column.rawValue].value(row, in: bytes)
    }

    func amount(_ slot: Int, _ row: Int, in bytes: RawSpan) -> Int64 {
        columns[SegmentColumn.firstAmount.rawValue + slot].value(row, in: bytes)
    }

    /// A value that must be an index of so many things.
    func index(
        _ column: SegmentColumn, _ row: Int, below bound: Int, in bytes: RawSpan
    ) throws(FormatError) -> Int {
        guard let value = Int(exactly: value(column, row, in: bytes)), value >= 0, value < bound
        else { throw .malformed("number") }
        return value
    }

    /// Reads the text of a row; false where it has none.
    mutating func read(
        _ column: SegmentTextColumn, _ row: Int, in bytes: RawSpan, into out: inout [UInt8]
    ) throws(FormatError) -> Bool {
        try texts[column.rawValue].read(row, in: bytes, into: &out)
    }

    /// A text that the row must have.
    mutating func text(
        _ column: SegmentTextColumn, _ row: Int, in bytes: RawSpan
    ) throws(FormatError) -> String {
        var text: [UInt8] = []
        guard try read(column, row, in: bytes, into: &text),
            let string = String(validating: text, as: UTF8.self)
        else { throw .malformed("text") }
        return string
    }

    /// Decodes a whole column.
    /// - Parameter values: has room for 1,024.
    func decode(_ column: SegmentColumn, into values: inout [Int64], in bytes: RawSpan) {
        columns[column.rawValue].decode(into: &values, in: bytes)
    }

    /// Decodes a whole column of amounts.
    func decode(amount slot: Int, into values: inout [Int64], in bytes: RawSpan) {
        columns[SegmentColumn.firstAmount.rawValue + slot].decode(into: &values, in: bytes)
    }

    /// Decodes a whole column of texts.
    mutating func decode(
        _ column: SegmentTextColumn, into values: inout FlatTexts, in bytes: RawSpan
    ) throws(FormatError) {
        try texts[column.rawValue].decode(into: &values, in: bytes)
    }
}

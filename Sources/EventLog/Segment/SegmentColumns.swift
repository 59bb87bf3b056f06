package import LedgerCore

/// The rows of one block, decoded column by column into memory that the next block uses again: the
/// way to pass over millions of entries without making any.
///
/// Numbers are those of the segment's `SegmentDictionary` and of `Segment.keys()`. Arrays have room
/// for 1,024 rows; those from `count` on mean nothing, and neither does what the template of a row
/// does not have.
package struct SegmentColumns: Sendable {
    /// Columns that are decoded only where somebody asks for them.
    package struct Wanted: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let operations = Wanted(rawValue: 1)
        package static let amounts = Wanted(rawValue: 2)
        /// Duration and bytes of request and response.
        package static let sizes = Wanted(rawValue: 4)
        package static let ids = Wanted(rawValue: 8)
        package static let personals = Wanted(rawValue: 16)
        /// The personal values of actors.
        package static let actorPersonals = Wanted(rawValue: 32)
        package static let traceIDs = Wanted(rawValue: 64)
        package static let all: Wanted = [
            .operations, .amounts, .sizes, .ids, .personals, .actorPersonals, .traceIDs,
        ]
    }

    /// An entry that is in no template: no usage record, or one with more amounts than columns.
    package struct WholeRow: Sendable {
        /// Its row in the block.
        package let row: Int
        package let entry: Entry
    }

    private static let room = [Int64](repeating: 0, count: SegmentFormat.rowsPerBlock)

    let wanted: Wanted
    /// The sequence of the first row.
    package internal(set) var firstSequence: UInt64 = 0
    /// How many rows there are.
    package internal(set) var count = 0
    /// When each was recorded, microseconds since 1970.
    package internal(set) var recordedAt = room
    /// The number of each one's template; as many as there are templates for a whole row.
    package internal(set) var templates = room
    /// The number of each one's key.
    package internal(set) var keys = room
    /// When each happened, microseconds since 1970.
    package internal(set) var times = room
    package internal(set) var operations = room
    package internal(set) var durationsUs = room
    package internal(set) var requestBytes = room
    package internal(set) var responseBytes = room
    /// By place in the template's meters, then by row.
    package internal(set) var amounts = [[Int64]](
        repeating: room, count: SegmentFormat.amountSlots)
    /// The number of each one's personal values.
    package internal(set) var personals = room
    /// The number of the personal values of each one's actor.
    package internal(set) var actorPersonals = room
    /// The entries that are in no template, in order.
    package internal(set) var wholeRows: [WholeRow] = []
    /// By row; empty where it has none.
    private(set) var ids = FlatTexts()
    private(set) var traceIDs = FlatTexts()

    /// Room for the rows of a block.
    package init(_ wanted: Wanted) { self.wanted = wanted }

    /// The UTF-8 bytes of the id of a row; empty where it has none.
    package func withID<Result>(_ row: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        body(ids.bytes.span.extracting(ids.range(of: row)))
    }

    /// Decodes the columns of a block that are those of the file as they are.
    mutating func decode(_ block: inout SegmentBlock, in bytes: RawSpan) throws(FormatError) {
        count = block.count
        block.decode(.shape, into: &templates, in: bytes)
        block.decode(.key, into: &keys, in: bytes)
        block.decode(.time, into: &times, in: bytes)
        if wanted.contains(.operations) { block.decode(.operation, into: &operations, in: bytes) }
        if wanted.contains(.sizes) {
            block.decode(.durationUs, into: &durationsUs, in: bytes)
            block.decode(.requestBytes, into: &requestBytes, in: bytes)
            block.decode(.responseBytes, into: &responseBytes, in: bytes)
        }
        if wanted.contains(.amounts) {
            for slot in amounts.indices {
                block.decode(amount: slot, into: &amounts[slot], in: bytes)
            }
        }
        if wanted.contains(.personals) { block.decode(.personal, into: &personals, in: bytes) }
        if wanted.contains(.actorPersonals) {
            block.decode(.actorPersonal, into: &actorPersonals, in: bytes)
        }
        if wanted.contains(.ids) { try block.decode(.id, into: &ids, in: bytes) }
        if wanted.contains(.traceIDs) { try block.decode(.traceID, into: &traceIDs, in: bytes) }
    }

    /// Holds the numbers against what there is, so that whoever uses them need not, and turns the
    /// places in lists into numbers of personal values.
    mutating func resolve(
        _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(FormatError) {
        let hasPersonal = dictionary.hasPersonal
        let hasActorPersonal = dictionary.hasActorPersonal
        let templateCount = hasPersonal.count
        let operationCount = Int64(dictionary.operations.count)
        for row in 0..<count {
            guard 0...Int64(templateCount) ~= templates[row],
                0..<Int64(dictionary.keys.count) ~= keys[row]
            else { throw .malformed("number") }
            guard templates[row] < templateCount else { continue }
            if wanted.contains(.operations) {
                guard 0..<operationCount ~= operations[row] else { throw .malformed("number") }
            }
            if wanted.contains(.personals), hasPersonal[Int(templates[row])] {
                personals[row] = try dictionary.personal(
                    personals[row], of: Int(keys[row]), in: bytes)
            }
            if wanted.contains(.actorPersonals), hasActorPersonal[Int(templates[row])] {
                actorPersonals[row] = try dictionary.personal(
                    actorPersonals[row], of: Int(keys[row]), in: bytes)
            }
        }
    }
}

extension Segment {
    /// Passes over the blocks in order, beginning with the one that holds `sequence` (it may begin
    /// before).
    /// - Parameters:
    ///   - columns: filled anew for each block.
    ///   - body: returns whether to go on.
    /// - Throws: `damaged`, `newer_version`, and what the body throws.
    package func forEachBlock(
        from sequence: UInt64 = 0, into columns: inout SegmentColumns,
        _ body: (borrowing SegmentColumns) throws(LogError) -> Bool
    ) throws(LogError) {
        let start = max(sequence, record.firstSequence)
        guard sequences.contains(start) else { return }
        let dictionary = try loadDictionary()
        let first = Int(start - record.firstSequence) / SegmentFormat.rowsPerBlock
        for number in first..<footer.blockCount {
            try withBytes { bytes throws(LogError) in
                try decode(number, dictionary, into: &columns, in: bytes)
            }
            guard try body(columns) else { return }
        }
    }

    private func decode(
        _ number: Int, _ dictionary: SegmentDictionary, into columns: inout SegmentColumns,
        in bytes: RawSpan
    ) throws(LogError) {
        var block = try block(number, in: bytes)
        let firstRow = number * SegmentFormat.rowsPerBlock
        columns.firstSequence = record.firstSequence + UInt64(firstRow)
        do throws(FormatError) {
            try columns.decode(&block, in: bytes)
            try columns.resolve(dictionary, in: bytes)
        } catch {
            throw LogError(error, place: blockPlace(number))
        }
        try fillTimes(firstRow, dictionary, &columns, in: bytes)
        columns.wholeRows.removeAll(keepingCapacity: true)
        for row in 0..<columns.count where columns.templates[row] == dictionary.templates.count {
            let recordedAt = Timestamp(microseconds: columns.recordedAt[row])
            let entry = try entry(firstRow + row, of: &block, recordedAt, dictionary, in: bytes)
            columns.wholeRows.append(SegmentColumns.WholeRow(row: row, entry: entry))
        }
    }

    /// Fills in when each row was recorded.
    private func fillTimes(
        _ firstRow: Int, _ dictionary: SegmentDictionary, _ columns: inout SegmentColumns,
        in bytes: RawSpan
    ) throws(LogError) {
        var frame = dictionary.frames.frame(of: firstRow, in: bytes)
        var row = firstRow
        while row < firstRow + columns.count {
            let end = min(
                dictionary.frames.end(of: frame, rowCount: footer.count, in: bytes),
                firstRow + columns.count)
            guard end > row else { throw .damaged("frames overlap", place: "\(path), frames") }
            let recordedAt = dictionary.frames.recordedAt(frame, in: bytes).microseconds
            for index in (row - firstRow)..<(end - firstRow) {
                columns.recordedAt[index] = recordedAt
            }
            row = end
            frame += 1
        }
    }
}

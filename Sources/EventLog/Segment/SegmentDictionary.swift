import LedgerCore

/// What the numbers in a segment's columns stand for, decoded from its sections once.
package final class SegmentDictionary: Sendable {
    /// Templates of usage records, by number.
    package let templates: [UsageTemplate]
    /// The operations, by number.
    package let operations: [String]
    /// Whether the records of a template have personal values, by its number: a template is large,
    /// and this is asked for every row.
    let hasPersonal: [Bool]
    /// The same of their actors.
    let hasActorPersonal: [Bool]
    let terms: [String]
    /// How rows that are stored whole name texts and personal values.
    let rowDictionary: FrameDictionary
    let frames: SegmentFrames
    let keys: SegmentKeys
    let personals: SegmentPersonals

    /// More terms than any segment has: no entry names more than a few hundred.
    private static let termsMax = 1 << 25

    /// - Parameter section: where a section is; those that are read here were held against their
    ///   checksums.
    init(
        _ footer: SegmentFooter, in bytes: RawSpan, section: (SegmentSection) -> Range<Int>
    ) throws(FormatError) {
        let rowCount = footer.count
        var reader = try SpanReader(section(.frames), in: bytes)
        frames = try SegmentFrames(footer, from: &reader, in: bytes)

        var terms: [String] = []
        try Self.forEachText(in: section(.terms), bytes) { text throws(FormatError) in
            guard let term = String(validating: text, as: UTF8.self) else {
                throw .malformed("text")
            }
            terms.append(term)
        }
        self.terms = terms
        let rowDictionary = FrameDictionary(terms: terms, personals: [SegmentIntake.anyPersonal])
        self.rowDictionary = rowDictionary
        var templates: [UsageTemplate] = []
        try Self.forEachText(in: section(.templates), bytes) { row throws(FormatError) in
            templates.append(try UsageTemplate(row, dictionary: rowDictionary))
        }
        self.templates = templates
        hasPersonal = templates.map(\.hasPersonal)
        hasActorPersonal = templates.map { $0.prototype.actorPersonal != nil }

        reader = try SpanReader(section(.operations), in: bytes)
        let numbers = try LongColumn(most: rowCount, from: &reader, in: bytes)
        guard reader.remaining == 0 else { throw .malformed("section of operations") }
        var operations: [String] = []
        for index in 0..<numbers.count {
            operations.append(terms[try numbers.index(index, below: terms.count, in: bytes)])
        }
        self.operations = operations

        reader = try SpanReader(section(.keys), in: bytes)
        keys = try SegmentKeys(
            rowCount: rowCount, idBytes: section(.keyIDs).count, from: &reader, in: bytes)
        reader = try SpanReader(section(.personals), in: bytes)
        personals = try SegmentPersonals(
            rowCount: rowCount, commitmentBytes: section(.commitments).count,
            ciphertextBytes: section(.ciphertexts).count, from: &reader, in: bytes)
    }

    /// The number of the personal values that the list of a pair has at a place.
    func personal(
        _ place: Int64, of pair: Int, in bytes: RawSpan
    ) throws(FormatError) -> Int64 {
        let index = try keys.listIndex(place, of: pair, in: bytes)
        return Int64(try personals.number(index, in: bytes))
    }

    /// Reads a section of byte strings: where each ends, then all of them.
    private static func forEachText(
        in range: Range<Int>, _ bytes: RawSpan,
        _ body: (ArraySlice<UInt8>) throws(FormatError) -> Void
    ) throws(FormatError) {
        var reader = try SpanReader(range, in: bytes)
        let ends = try LongColumn(most: termsMax, from: &reader, in: bytes)
        let stored = try reader.take(reader.remaining)
        guard ends.count > 0 else { return }
        let count = ends.value(ends.count - 1, in: bytes)
        guard count >= Int64(stored.count), count <= Int64(Self.textBytesMax) else {
            throw .malformed("end of a text")
        }
        let all: [UInt8]
        if Int(count) == stored.count {
            all = Array(copying: bytes, stored)
        } else {
            all = try decompressed(stored, to: Int(count), in: bytes)
        }
        var start = 0
        for index in 0..<ends.count {
            guard let end = Int(exactly: ends.value(index, in: bytes)), start <= end,
                end <= all.count
            else { throw .malformed("end of a text") }
            try body(all[start..<end])
            start = end
        }
    }

    /// As much as all leaves of a segment may have.
    private static let textBytesMax = Int(Limits.entriesPerSegment) * Limits.leafBytes
}

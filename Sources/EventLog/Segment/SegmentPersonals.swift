import LedgerCore

/// The personal values of a segment: where each is and whose.
struct SegmentPersonals {
    /// How many there are.
    let count: Int
    private let lists: LongColumn
    private let holders: LongColumn
    private let ends: LongColumn
    private let ciphertextBytes: Int

    /// - Parameters:
    ///   - rowCount: the entries of the segment; each names at most two.
    ///   - commitmentBytes: bytes of the section of commitments.
    ///   - ciphertextBytes: bytes of the section of ciphertexts.
    init(
        rowCount: Int, commitmentBytes: Int, ciphertextBytes: Int,
        from reader: inout SpanReader, in bytes: RawSpan
    ) throws(FormatError) {
        lists = try LongColumn(most: 2 * rowCount, from: &reader, in: bytes)
        holders = try LongColumn(most: 2 * rowCount, from: &reader, in: bytes)
        ends = try LongColumn(most: 2 * rowCount, from: &reader, in: bytes)
        count = holders.count
        self.ciphertextBytes = ciphertextBytes
        guard ends.count == count, commitmentBytes == 32 * count, reader.remaining == 0 else {
            throw .malformed("section of personal values")
        }
    }

    /// The number of the personal value that a list has at a place.
    func number(_ listIndex: Int, in bytes: RawSpan) throws(FormatError) -> Int {
        guard listIndex < lists.count else { throw .malformed("number of a personal value") }
        return try lists.index(listIndex, below: count, in: bytes)
    }

    /// Whose it is: the number of a term; nil where it is the key of the entry.
    func holder(
        _ number: Int, terms termCount: Int, in bytes: RawSpan
    ) throws(FormatError) -> Int? {
        let holder = try holders.index(number, below: termCount + 1, in: bytes)
        return holder == 0 ? nil : holder - 1
    }

    /// Where in the section of ciphertexts its own is.
    func ciphertext(_ number: Int, in bytes: RawSpan) throws(FormatError) -> Range<Int> {
        let start = number == 0 ? 0 : ends.value(number - 1, in: bytes)
        let end = ends.value(number, in: bytes)
        guard start >= 0, start <= end, end <= Int64(ciphertextBytes) else {
            throw .malformed("end of a ciphertext")
        }
        return Int(start)..<Int(end)
    }
}

import Files

/// One section of a run file while it is written: bits, first the highest, gathered to whole
/// blocks that are hashed and written as they fill. Holds some blocks and all checksums, never the
/// section.
struct BlockWriter {
    private static let bufferBytes = 16 * DedupRunLayout.blockBytes

    /// The checksums of the blocks so far, in order.
    private(set) var checks: [UInt8] = []
    private var offset: Int
    private let end: Int
    private var buffer: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingBits = 0

    /// - Parameters:
    ///   - offset: where the section begins in the file.
    ///   - count: its bytes, a whole number of blocks.
    init(offset: Int, count: Int) {
        self.offset = offset
        end = offset + count
        buffer.reserveCapacity(Self.bufferBytes + DedupRunLayout.wordBytes)
        checks.reserveCapacity(count / DedupRunLayout.blockBytes * DedupRunLayout.checkBytes)
    }

    /// Adds the lowest `width` bits of a value that has no others; at most 56.
    mutating func append(
        _ value: UInt64, width: Int, to file: borrowing ImmutableFile
    ) throws(ProjectionError) {
        pending = pending << UInt64(width) | value
        pendingBits += width
        while pendingBits >= 8 {
            pendingBits -= 8
            buffer.append(UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits)))
        }
        if buffer.count >= Self.bufferBytes { try flush(to: file) }
    }

    /// Fills the section with zeros and writes what is left.
    mutating func finish(to file: borrowing ImmutableFile) throws(ProjectionError) {
        if pendingBits > 0 { try append(0, width: 8 - pendingBits, to: file) }
        buffer.append(contentsOf: repeatElement(0, count: end - offset - buffer.count))
        try flush(to: file)
    }

    /// Writes the whole blocks of the buffer.
    private mutating func flush(to file: borrowing ImmutableFile) throws(ProjectionError) {
        var taken: [UInt8] = []
        swap(&taken, &buffer)
        let blocks = taken.count / DedupRunLayout.blockBytes
        let whole = blocks * DedupRunLayout.blockBytes
        buffer.append(contentsOf: taken[whole...])
        let span = taken.span.extracting(..<whole)
        for block in 0..<blocks {
            let start = block * DedupRunLayout.blockBytes
            let bytes = span.extracting(start..<(start + DedupRunLayout.blockBytes))
            BlockCheck(of: bytes).append(to: &checks)
        }
        do { try file.write(span, at: offset) } catch { throw ProjectionError(error) }
        offset += whole
    }
}

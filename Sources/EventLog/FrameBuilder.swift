package import LedgerCore

/// Collects entries and encodes them as one frame (see `Frame` for the bytes). The same entries
/// give the same bytes on every machine.
package struct FrameBuilder: Sendable {
    /// The sequence of the first entry.
    package let firstSequence: UInt64
    /// When the entries are recorded: one value for all.
    package let recordedAt: Timestamp
    /// How the entries are applied.
    package let rulesVersion: UInt16
    private var writer = RowWriter()
    private var repeated = RepeatedTerms()
    private var rowEnds: [Int] = []

    package init(
        firstSequence: UInt64, recordedAt: Timestamp,
        rulesVersion: UInt16 = Frame.newestRulesVersion
    ) {
        self.firstSequence = firstSequence
        self.recordedAt = recordedAt
        self.rulesVersion = rulesVersion
        writer.dictionary = .roomy
        writer.row.bytes.reserveCapacity(64 * 1024)
        rowEnds.reserveCapacity(64)
    }

    /// How many entries there are.
    package var count: Int { rowEnds.count }
    /// The sequence that the next entry must have.
    package var nextSequence: UInt64 { firstSequence + UInt64(count) }

    /// The size of the frame in bytes; `finish` gives at most this.
    package var byteCount: Int {
        // The dictionary counts two bytes for the length of a term and four for the numbers beside
        // a ciphertext; the longest take three each.
        Frame.headBytes + Frame.checksumBytes + 10 + writer.dictionary.byteCount
            + writer.dictionary.termCount + 5 * writer.dictionary.personals.count
            + 4 * rowEnds.count + writer.row.bytes.count
    }

    /// Whether the frame must be closed before another entry: the largest one might not fit.
    package var isFull: Bool { byteCount > Limits.frameBytes - 2 * Limits.leafBytes }

    /// Adds the next entry, which carries the next sequence and the frame's time of recording.
    package mutating func append(_ entry: Entry) {
        check(entry.sequence, entry.recordedAt)
        entry.write(to: &writer)
        rowEnds.append(writer.row.bytes.count)
    }

    /// Adds the next entry, as `append` of the whole entry does.
    package mutating func append(_ record: UsageRecord) {
        check(record.sequence, record.recordedAt)
        record.write(to: &writer, &repeated)
        rowEnds.append(writer.row.bytes.count)
    }

    private func check(_ sequence: UInt64, _ recordedAt: Timestamp) {
        precondition(sequence == nextSequence, "entries of a frame are contiguous")
        precondition(recordedAt == self.recordedAt, "a frame has one time of recording")
    }

    /// Encodes the frame, which must have an entry.
    package consuming func finish() -> EncodedFrame {
        precondition(count > 0, "a frame has at least one entry")
        let capacity = byteCount
        var dictionary = FrameDictionaryBuilder()
        // Moved out: it is about to grow, and a second owner would make that a copy.
        swap(&dictionary, &writer.dictionary)
        let holders = dictionary.personals.map { UInt64(dictionary.number(of: $0.holder)) }

        var frame = ByteWriter()
        frame.bytes.reserveCapacity(capacity)
        frame.bytes.append(contentsOf: Frame.magic)
        frame.fixed(UInt64(Frame.formatVersion), width: 2)
        frame.fixed(UInt64(rulesVersion), width: 2)
        frame.fixed(firstSequence, width: 8)
        frame.fixed(UInt64(count), width: 4)
        frame.fixed(UInt64(bitPattern: recordedAt.microseconds), width: 8)
        frame.unsigned(UInt64(dictionary.termCount))
        dictionary.forEachTerm { frame.lengthAndBytes($0) }
        frame.unsigned(UInt64(dictionary.personals.count))
        for (holder, personal) in zip(holders, dictionary.personals) {
            frame.unsigned(holder)
            personal.commitment.append(to: &frame.bytes)
            frame.lengthAndBytes(personal.ciphertext)
        }
        for end in rowEnds { frame.fixed(UInt64(end), width: 4) }
        frame.bytes.append(contentsOf: writer.row.bytes)
        Frame.checksum(of: frame.bytes[...]).append(to: &frame.bytes)
        return EncodedFrame(
            bytes: frame.bytes, firstSequence: firstSequence, count: count, recordedAt: recordedAt)
    }
}

package import LedgerCore

extension Segment {
    /// Reads one entry: of its block only the cells that it needs.
    /// - Returns: nil where the segment does not hold that sequence.
    /// - Throws: `damaged`, `newer_version`.
    package func entry(at sequence: UInt64) throws(LogError) -> Entry? {
        guard sequences.contains(sequence) else { return nil }
        let row = Int(sequence - record.firstSequence)
        let dictionary = try loadDictionary()
        return try withBytes { bytes throws(LogError) in
            var block = try block(row / SegmentFormat.rowsPerBlock, in: bytes)
            let frame = dictionary.frames.frame(of: row, in: bytes)
            return try entry(
                row, of: &block, dictionary.frames.recordedAt(frame, in: bytes), dictionary,
                in: bytes)
        }
    }

    /// Reads the entries in order, beginning with that of `sequence`.
    /// - Parameter body: takes an entry and the rules by which it is applied; returns whether to go
    ///   on.
    /// - Throws: `damaged`, `newer_version`, and what the body throws.
    package func forEachEntry(
        from sequence: UInt64 = 0, _ body: (Entry, UInt16) throws(LogError) -> Bool
    ) throws(LogError) {
        let start = max(sequence, record.firstSequence)
        guard sequences.contains(start) else { return }
        let dictionary = try loadDictionary()
        try withBytes { bytes throws(LogError) in
            var row = Int(start - record.firstSequence)
            var frame = dictionary.frames.frame(of: row, in: bytes)
            while row < footer.count {
                var block = try block(row / SegmentFormat.rowsPerBlock, in: bytes)
                let end = block.number * SegmentFormat.rowsPerBlock + block.count
                while row < end {
                    let frameEnd = dictionary.frames.end(
                        of: frame, rowCount: footer.count, in: bytes)
                    let recordedAt = dictionary.frames.recordedAt(frame, in: bytes)
                    let rules = dictionary.frames.rulesVersion(frame, in: bytes)
                    guard frameEnd > row else {
                        throw .damaged("frames overlap", place: "\(path), frames")
                    }
                    while row < min(end, frameEnd) {
                        let entry = try entry(row, of: &block, recordedAt, dictionary, in: bytes)
                        guard try body(entry, rules) else { return }
                        row += 1
                    }
                    if row == frameEnd { frame += 1 }
                }
            }
        }
    }

    /// A block, checked and parsed.
    func block(_ number: Int, in bytes: RawSpan) throws(LogError) -> SegmentBlock {
        let range = try checkedBlock(number, in: bytes)
        let first = number * SegmentFormat.rowsPerBlock
        let count = min(SegmentFormat.rowsPerBlock, footer.count - first)
        do throws(FormatError) {
            return try SegmentBlock(number, count: count, range: range, in: bytes)
        } catch {
            throw LogError(error, place: blockPlace(number))
        }
    }

    /// Reads the entry of a row of the segment from its block.
    func entry(
        _ row: Int, of block: inout SegmentBlock, _ recordedAt: Timestamp,
        _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(LogError) -> Entry {
        var cells: SegmentBlock.EntryCells
        do throws(FormatError) {
            cells = try block.entry(row % SegmentFormat.rowsPerBlock, dictionary, in: bytes)
        } catch {
            let sequence = record.firstSequence + UInt64(row)
            throw LogError(error, place: "\(blockPlace(block.number)), entry \(sequence)")
        }
        cells.entry.sequence = record.firstSequence + UInt64(row)
        cells.entry.recordedAt = recordedAt
        if cells.entry.key != nil {
            guard let key = try key(cells.pair, dictionary, in: bytes) else {
                throw .damaged("an entry lacks its key", place: blockPlace(block.number))
            }
            cells.entry.key = key
        }
        if let number = cells.personal {
            cells.entry.personal = try personal(
                number, key: cells.entry.key, dictionary, in: bytes)
        }
        if let number = cells.actorPersonal {
            cells.entry.actorPersonal = try personal(
                number, key: cells.entry.key, dictionary, in: bytes)
        }
        return cells.entry
    }
}

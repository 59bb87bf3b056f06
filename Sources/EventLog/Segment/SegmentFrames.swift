import LedgerCore

/// The frames that a segment was made of: when their entries were recorded, and by which rules they
/// are applied.
struct SegmentFrames {
    private let rows: LongColumn
    private let times: LongColumn
    private let rules: LongColumn

    /// - Parameter footer: what it says of times and rules must hold.
    init(
        _ footer: SegmentFooter, from reader: inout SpanReader, in bytes: RawSpan
    ) throws(FormatError) {
        rows = try LongColumn(most: footer.count, from: &reader, in: bytes)
        times = try LongColumn(most: footer.count, from: &reader, in: bytes)
        rules = try LongColumn(most: footer.count, from: &reader, in: bytes)
        let count = rows.count
        guard count > 0, times.count == count, rules.count == count,
            rows.value(0, in: bytes) == 0, reader.remaining == 0
        else { throw .malformed("section of frames") }
        let versions = rules.values(in: bytes)
        guard recordedAt(0, in: bytes) == footer.recordedAt.lowerBound,
            recordedAt(count - 1, in: bytes) == footer.recordedAt.upperBound,
            versions.min() == Int64(footer.rulesVersions.lowerBound),
            versions.max() == Int64(footer.rulesVersions.upperBound)
        else { throw .malformed("section of frames") }
    }

    /// The frame that a row was in.
    func frame(of row: Int, in bytes: RawSpan) -> Int {
        rows.lastIndex(notAbove: Int64(row), in: bytes) ?? 0
    }

    /// The row after the last one of a frame.
    func end(of frame: Int, rowCount: Int, in bytes: RawSpan) -> Int {
        frame + 1 < rows.count ? Int(clamping: rows.value(frame + 1, in: bytes)) : rowCount
    }

    func recordedAt(_ frame: Int, in bytes: RawSpan) -> Timestamp {
        Timestamp(microseconds: times.value(frame, in: bytes))
    }

    func rulesVersion(_ frame: Int, in bytes: RawSpan) -> UInt16 {
        UInt16(clamping: rules.value(frame, in: bytes))
    }
}

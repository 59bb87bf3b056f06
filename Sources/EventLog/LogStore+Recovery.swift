extension LogStore {
    /// How much of the end of the log an opening verifies: whichever is reached first.
    private static let tailFrames = 64
    private static let tailBytes = 16 * 1024 * 1024

    /// Reads the log backwards from its end and checks what a fault of the disk or a lost write
    /// could have harmed: every checksum, that each frame continues the one before, that counts
    /// hold and every entry decodes; and that the frames begin where the sealed segments end.
    /// `LogVerifier` does the same, and more, for the whole log.
    /// - Throws: `damaged`, `newer_version`, `storage_failed`, `file_failed`.
    func verifyTail() throws(LogError) -> End {
        let sealed = try openLastSegment()
        guard let newest = try storedFrame(atOrBefore: .max)?.validated() else { return sealed }
        guard let first = try storedFrame(atOrBefore: sealed.nextSequence)?.validated(),
            first.firstSequence == sealed.nextSequence
        else {
            throw .damaged(
                "the log does not go on with entry \(sealed.nextSequence)", place: "log, frames")
        }
        if let reason = refusal(of: first.encoded, after: sealed) {
            throw .damaged(reason, place: first.place)
        }
        var frame = newest
        var frameCount = 0
        var byteCount = 0
        while true {
            _ = try frame.entries()
            frameCount += 1
            byteCount += frame.bytes.count
            guard frame.firstSequence > sealed.nextSequence, frameCount < Self.tailFrames,
                byteCount < Self.tailBytes
            else { break }
            frame = try predecessor(of: frame)
        }
        return End(nextSequence: newest.nextSequence, recordedAt: newest.recordedAt)
    }

    /// - Returns: where the sealed segments end.
    private func openLastSegment() throws(LogError) -> End {
        guard let last = segmentRecords.last else { return End(nextSequence: 0) }
        _ = try sealed.segment(holding: last.firstSequence)
        return End(nextSequence: last.sequences.upperBound, recordedAt: last.lastRecordedAt)
    }

    private func predecessor(of frame: Frame) throws(LogError) -> Frame {
        guard let previous = try storedFrame(atOrBefore: frame.firstSequence - 1)?.validated()
        else {
            throw .damaged("the frame before it is missing", place: frame.place)
        }
        let end = End(nextSequence: previous.nextSequence, recordedAt: previous.recordedAt)
        if let reason = refusal(of: frame.encoded, after: end) {
            throw .damaged(reason, place: frame.place)
        }
        return previous
    }
}

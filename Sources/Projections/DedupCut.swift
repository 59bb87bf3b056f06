/// Where runs are cut: a run covers 4^n segments, beginning at a multiple of 4^n. Which ones exist
/// once all merges are done follows from the number of segments alone.
///
/// Four: with eight, an id is written again three times instead of four until there are a billion,
/// but a probe asks twice as many runs.
struct DedupCut: Hashable, Sendable {
    private static let fanOut: UInt64 = 4

    /// In segments.
    let segments: Range<UInt64>

    private init(segments: Range<UInt64>) { self.segments = segments }

    /// - Returns: nil unless a run may cover just these sequences.
    init?(from: UInt64, to: UInt64, entriesPerSegment: UInt64) {
        guard from < to, from % entriesPerSegment == 0, to % entriesPerSegment == 0 else {
            return nil
        }
        let segments = from / entriesPerSegment..<to / entriesPerSegment
        let size = UInt64(segments.count)
        guard size & (size - 1) == 0, size.trailingZeroBitCount % 2 == 0,
            segments.lowerBound % size == 0
        else { return nil }
        self.segments = segments
    }

    /// The cuts of the first `count` segments, oldest first: each the widest that begins there.
    static func cuts(of count: UInt64) -> [DedupCut] {
        var cuts: [DedupCut] = []
        var start: UInt64 = 0
        while start < count {
            var size: UInt64 = 1
            while start % (size * fanOut) == 0, count - start >= size * fanOut { size *= fanOut }
            cuts.append(DedupCut(segments: start..<start + size))
            start += size
        }
        return cuts
    }
}

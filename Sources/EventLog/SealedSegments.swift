import LedgerCore
import Synchronization

/// The segments that the manifest names, oldest first, without a gap from the first entry. Safe to
/// use from any thread; a segment is opened when it is first asked for.
final class SealedSegments: Sendable {
    /// How many segments keep their dictionary in memory, some hundred kilobytes each.
    private static let dictionaries = 16

    private struct List {
        var records: [SegmentRecord]
        /// By number; nil where not asked for yet.
        var opened: [Segment?]
        /// The numbers of those used last, the latest at the end.
        var recent: [Int] = []
    }

    private let folder: String
    private let list: Mutex<List>

    init(_ records: [SegmentRecord], in folder: String) {
        self.folder = folder
        list = Mutex(List(records: records, opened: records.map { _ in nil }))
    }

    var records: [SegmentRecord] { list.withLock { $0.records } }

    /// The sequence after the last sealed entry.
    var end: UInt64 { list.withLock { $0.records.last?.sequences.upperBound ?? 0 } }

    /// Adds the segment that goes on where the last one ends.
    func add(_ record: SegmentRecord) {
        list.withLock { list in
            list.records.append(record)
            list.opened.append(nil)
        }
    }

    /// - Returns: nil where that sequence is not sealed.
    /// - Throws: what `Segment` says of a file that it cannot open.
    func segment(holding sequence: UInt64) throws(LogError) -> Segment? {
        let found: (number: Int, record: SegmentRecord, opened: Segment?)? = list.withLock { list in
            // All have one size, and the first begins at 0.
            guard let size = list.records.first?.count else { return nil }
            let number = Int(clamping: sequence / size)
            guard number < list.records.count else { return nil }
            return (number, list.records[number], list.opened[number])
        }
        guard let found else { return nil }
        // Two threads that open at once map the same file twice, and one mapping is dropped.
        let segment: Segment
        if let opened = found.opened {
            segment = opened
        } else {
            segment = try Segment(found.record, in: folder)
        }
        list.withLock { list in
            list.opened[found.number] = segment
            guard list.recent.last != found.number else { return }
            list.recent.removeAll { $0 == found.number }
            list.recent.append(found.number)
            if list.recent.count > Self.dictionaries {
                list.opened[list.recent.removeFirst()]?.releaseDictionary()
            }
        }
        return segment
    }
}

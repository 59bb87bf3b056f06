import EventLog
import LedgerCore
import OpenSSL
import Projections
import Synchronization

/// The indexes of the sealed segments, for all readers. The follower makes those that are missing;
/// what a reader finds damaged is missing again, and until then the segment itself is read.
///
/// An index is opened when it is first asked for.
final class SegmentIndexes: Sendable {
    private enum Standing {
        case missing
        case onDisk
        case opened(SegmentIndex)
    }

    /// A sealed segment.
    private struct Known {
        let record: SegmentRecord
        /// The hash over the digests of the segments up to this one.
        let source: Digest
        var standing: Standing
    }

    let folder: String
    let hashing: AddressHashing
    private let list: Mutex<[Known]>
    private let wakeUp = Mutex<(@Sendable () -> Void)?>(nil)

    /// - Parameter records: the sealed segments.
    /// - Throws: `file_failed`.
    init(
        of records: [SegmentRecord], in folder: String, hashing: AddressHashing
    ) throws(LogError) {
        self.folder = folder
        self.hashing = hashing
        let existing = try convertingProjectionErrors { () throws(ProjectionError) in
            try SegmentIndex.existing(of: records.map(\.sequences), in: folder)
        }
        list = Mutex(
            zip(records, Self.sources(of: records)).map { record, source in
                Known(
                    record: record, source: source,
                    standing: existing.contains(record.firstSequence) ? .onDisk : .missing)
            })
    }

    /// What the index of each segment is made from: the hash over the digests of the segments up
    /// to it.
    static func sources(of records: [SegmentRecord]) -> [Digest] {
        var sources: [Digest] = []
        sources.reserveCapacity(records.count)
        for record in records { sources.append(source(of: record, after: sources.last)) }
        return sources
    }

    private static func source(of record: SegmentRecord, after last: Digest?) -> Digest {
        let both = (last ?? .zero).bytes + record.digest.bytes
        return Digest(words: SHA256.words(of: both.span))
    }

    /// Has this run whenever an index that was there is missing.
    func whenMissing(_ body: @escaping @Sendable () -> Void) { wakeUp.withLock { $0 = body } }

    /// Takes in the segment after the last one, which has no index yet.
    func add(_ record: SegmentRecord) {
        list.withLock { list in
            let source = Self.source(of: record, after: list.last?.source)
            list.append(Known(record: record, source: source, standing: .missing))
        }
    }

    /// The index of the segment that holds an entry.
    /// - Returns: nil where there is none that can be used.
    func index(holding sequence: UInt64) -> SegmentIndex? {
        let found: (number: Int, known: Known)? = list.withLock { list in
            guard let size = list.first?.record.count else { return nil }
            let number = Int(clamping: sequence / size)
            return number < list.count ? (number, list[number]) : nil
        }
        guard let found else { return nil }
        switch found.known.standing {
        case .missing: return nil
        case .opened(let index): return index
        case .onDisk:
            let opened = try? SegmentIndex(
                of: found.known.record.sequences, source: found.known.source, hashing: hashing,
                in: folder)
            set(opened.map { .opened($0) } ?? .missing, of: found.number)
            if opened == nil { wakeUp.withLock { $0 }?() }
            return opened
        }
    }

    private func set(_ standing: Standing, of number: Int) {
        list.withLock { $0[number].standing = standing }
    }

    /// Asks an index.
    /// - Returns: nil where it turned out to be damaged: it is no index any more.
    func ask<Answer>(
        _ index: SegmentIndex, _ question: (SegmentIndex) throws(ProjectionError) -> Answer
    ) -> Answer? {
        do throws(ProjectionError) {
            return try question(index)
        } catch {
            discard(index)
            wakeUp.withLock { $0 }?()
            return nil
        }
    }

    private func discard(_ index: SegmentIndex) {
        list.withLock { list in
            guard let number = list.firstIndex(where: { $0.record.firstSequence == index.from }),
                case .opened(let current) = list[number].standing, current === index
            else { return }
            // Before the follower can put another in its place.
            index.discard()
            list[number].standing = .missing
        }
    }

    /// A segment that has no index.
    struct Missing {
        fileprivate let number: Int
        let record: SegmentRecord
        let source: Digest
    }

    /// The oldest segment without an index.
    var missing: Missing? {
        list.withLock { list in
            for (number, known) in list.enumerated() {
                guard case .missing = known.standing else { continue }
                return Missing(number: number, record: known.record, source: known.source)
            }
            return nil
        }
    }

    /// Makes an index, durably. One thread at a time.
    /// - Throws: `disk_full`, `file_failed`.
    func make(_ content: SegmentIndexContent, of missing: Missing) throws(ProjectionError) {
        set(.opened(try SegmentIndex.make(content, in: folder)), of: missing.number)
    }
}

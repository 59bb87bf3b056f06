import LMDB
package import LedgerCore

/// A frame as it lies in the store, not yet checked.
struct StoredFrame: Sendable {
    /// The key it is stored under: its first sequence.
    let key: UInt64
    let bytes: [UInt8]

    /// - Throws: `damaged`, `newer_version`; also where the frame is not the key's.
    func validated() throws(LogError) -> Frame {
        let frame: Frame
        do throws(LogError) {
            frame = try Frame(validating: bytes)
        } catch {
            throw LogError(code: error.code, sentence: error.sentence, place: Frame.place(key))
        }
        guard frame.firstSequence == key else {
            throw .damaged("it holds frame \(frame.firstSequence)", place: frame.place)
        }
        return frame
    }
}

extension LogStore {
    /// Reads one entry: from its segment where it is sealed, else finds its frame, checks that and
    /// decodes one row.
    /// - Returns: nil beyond the last durable entry.
    /// - Throws: `damaged`, `newer_version`, `storage_failed`, `file_failed`.
    package func entry(at sequence: UInt64) throws(LogError) -> Entry? {
        guard sequence < nextSequence else { return nil }
        while true {
            let sealedEnd = sealed.end
            if let segment = try sealed.segment(holding: sequence) {
                return try segment.entry(at: sequence)
            }
            if let reader = try reader(holding: sequence) {
                return try reader.entry(at: sequence)
            }
            // The frame may have become part of a segment meanwhile.
            guard sealed.end > sealedEnd else {
                throw .damaged("no frame holds it", place: "entry \(sequence)")
            }
        }
    }

    /// The sealed segment that holds an entry, for who reads several.
    /// - Returns: nil where it is not sealed.
    /// - Throws: `damaged`, `newer_version`, `file_failed`.
    package func segment(holding sequence: UInt64) throws(LogError) -> Segment? {
        try sealed.segment(holding: sequence)
    }

    /// The frame that holds an entry which is not sealed, checked; those read last are remembered.
    /// - Returns: nil where the entry is sealed by now, or beyond the last durable one.
    /// - Throws: `damaged`, `newer_version`, `storage_failed`.
    package func unsealedReader(
        holding sequence: UInt64
    ) throws(LogError) -> FrameReader? {
        guard sequence >= sealed.end, sequence < nextSequence else { return nil }
        return try reader(holding: sequence)
    }

    private func reader(holding sequence: UInt64) throws(LogError) -> FrameReader? {
        if let known = recentFrames.reader(holding: sequence) { return known }
        guard let frame = try storedFrame(atOrBefore: sequence)?.validated(),
            frame.sequences.contains(sequence)
        else { return nil }
        let reader = FrameReader(frame)
        recentFrames.insert(reader)
        return reader
    }

    /// Reads the durable entries in order, beginning with that of `sequence`. What is appended
    /// meanwhile may be left out.
    /// - Parameter body: returns whether to go on. It runs outside any transaction and may take its
    ///   time.
    /// - Throws: `damaged` (also where a frame does not continue the one before), `newer_version`,
    ///   `storage_failed`, `file_failed`, and what the body throws.
    package func forEachEntry(
        from sequence: UInt64 = 0, _ body: (Entry) throws(LogError) -> Bool
    ) throws(LogError) {
        let limit = nextSequence
        var next = sequence
        var goesOn = true
        while next < limit, goesOn {
            let start = next
            if let segment = try sealed.segment(holding: next) {
                try segment.forEachEntry(from: next) { entry, _ throws(LogError) in
                    goesOn = try body(entry)
                    return goesOn
                }
                next = segment.sequences.upperBound
            } else {
                try forEachFrame(from: next) { frame throws(LogError) in
                    try FrameReader(frame).forEachEntry(from: next) { entry throws(LogError) in
                        goesOn = try body(entry)
                        return goesOn
                    }
                    next = frame.nextSequence
                    return goesOn
                }
            }
            // A walk through frames ends early where the next one became part of a segment.
            guard next > start || next < sealed.end || !goesOn else {
                throw .damaged("no frame holds it", place: "entry \(next)")
            }
        }
    }

    /// Reads the frames of what is not sealed in order, beginning with the one that holds
    /// `sequence` (it may begin before). What is appended meanwhile may be left out, and what is
    /// sealed meanwhile ends the walk.
    /// - Parameter body: returns whether to go on. It runs outside any transaction and may take its
    ///   time.
    /// - Throws: `damaged` (also where a frame does not continue the one before), `newer_version`,
    ///   `storage_failed`, and what the body throws.
    package func forEachFrame(
        from sequence: UInt64, _ body: (Frame) throws(LogError) -> Bool
    ) throws(LogError) {
        let limit = nextSequence
        guard sequence < limit else { return }
        var scan = try FrameScan(self, from: sequence)
        var next = sequence
        var isFirst = true
        while next < limit {
            guard let frame = try scan.next()?.validated(),
                isFirst ? frame.sequences.contains(next) : frame.firstSequence == next
            else {
                if next < sealed.end { return }
                throw .damaged("no frame holds it", place: "entry \(next)")
            }
            isFirst = false
            next = frame.nextSequence
            guard try body(frame) else { return }
        }
    }

    /// The frame with the greatest key that is not above `sequence`.
    func storedFrame(atOrBefore sequence: UInt64) throws(LogError) -> StoredFrame? {
        let transaction = try beginRead()
        return try transaction.entry(
            atOrBefore: Self.key(sequence).span, in: frames
        ) { key, value throws(LogError) in try Self.copy(key, value) }
    }

    func beginRead() throws(LogError) -> ReadTransaction {
        do throws(LMDBError) {
            return try environment.beginRead()
        } catch {
            throw LogError(error)
        }
    }

    static func copy(_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LogError) -> StoredFrame {
        guard let sequence = sequence(Array(copying: key)[...]) else {
            throw .damaged("a key has \(key.count) bytes", place: "log, frames")
        }
        return StoredFrame(key: sequence, bytes: Array(copying: value))
    }

    /// A sequence as a key: 8 bytes, big-endian, so that the order of keys is the order of entries.
    static func key(_ sequence: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.fixed(sequence, width: 8)
        return writer.bytes
    }

    /// - Returns: nil unless the key has 8 bytes.
    static func sequence(_ key: ArraySlice<UInt8>) -> UInt64? {
        guard key.count == 8 else { return nil }
        return key.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Walks the stored frames in the order of their keys. Each step of a few megabytes is copied in a
/// read transaction of its own, so that a long walk pins no pages.
struct FrameScan {
    private static let stepBytes = 4 * 1024 * 1024

    private let store: LogStore
    /// Where the next step begins; nil at the end.
    private var nextKey: UInt64?
    private var step: ArraySlice<StoredFrame> = []

    /// - Parameter sequence: the walk begins with the frame at or before it.
    init(_ store: LogStore, from sequence: UInt64) throws(LogError) {
        self.store = store
        nextKey = try store.storedFrame(atOrBefore: sequence)?.key ?? sequence
    }

    mutating func next() throws(LogError) -> StoredFrame? {
        if step.isEmpty, let key = nextKey { step = try read(from: key)[...] }
        return step.popFirst()
    }

    private mutating func read(from key: UInt64) throws(LogError) -> [StoredFrame] {
        var found: [StoredFrame] = []
        var bytes = 0
        let transaction = try store.beginRead()
        try transaction.forEach(
            in: store.frames, from: LogStore.key(key).span
        ) { key, value throws(LogError) in
            found.append(try LogStore.copy(key, value))
            bytes += value.count
            return bytes < Self.stepBytes
        }
        nextKey = found.last.flatMap { $0.key < .max ? $0.key + 1 : nil }
        return found
    }
}

extension [UInt8] {
    /// Bytes lent by a transaction, kept.
    init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }
}

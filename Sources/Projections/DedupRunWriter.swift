import Files
import LedgerCore
import OpenSSL

/// Writes a run file from entries in ascending order of (fingerprint, sequence), without holding
/// them. What it writes is a function of the entries and the range only.
struct DedupRunWriter: ~Copyable {
    private let layout: DedupRunLayout
    private let path: String
    private let file: ImmutableFile
    private var heads: BlockWriter
    private var entries: BlockWriter
    private var bucket = 0
    /// That of the bucket.
    private var head = DedupBucketHead(start: 0)
    private var count = 0
    /// The sequences of the bucket's entries; they follow its remainders.
    private var sequences: [UInt64] = []

    init(layout: DedupRunLayout, folder: String) throws(ProjectionError) {
        let path = "\(folder)/\(layout.name)"
        let file = try convertingFileErrors { () throws(FileError) in
            try ImmutableFile(path: path)
        }
        self.layout = layout
        self.path = path
        self.file = file
        heads = BlockWriter(offset: layout.headsOffset, count: layout.headsBytes)
        entries = BlockWriter(offset: layout.entriesOffset, count: layout.entriesBytes)
    }

    /// Adds an entry that is not before the last one.
    mutating func append(_ entry: DedupEntry) throws(ProjectionError) {
        let next = layout.bucket(of: entry.fingerprint)
        guard next >= bucket, count < layout.count else {
            throw .damaged("entries of a run are not in order", place: path)
        }
        if next > bucket { try close(until: next) }
        head.insert(entry.fingerprint)
        try entries.append(
            entry.fingerprint & layout.remainderMask, width: layout.remainderBits, to: file)
        sequences.append(entry.sequence - layout.from)
        count += 1
    }

    /// Ends the bucket, and the empty ones before the next.
    private mutating func close(until next: Int) throws(ProjectionError) {
        for sequence in sequences {
            try entries.append(sequence, width: layout.sequenceBits, to: file)
        }
        sequences.removeAll(keepingCapacity: true)
        while bucket < next {
            bucket += 1
            try head.write(to: &heads, file)
            head = DedupBucketHead(start: UInt32(count))
        }
    }

    /// Makes the file durable under its name.
    /// - Returns: the digest that names its content.
    consuming func finish() throws(ProjectionError) -> Digest {
        try close(until: layout.bucketCount)
        guard count == layout.count else {
            throw .damaged("a run has fewer entries than its head says", place: path)
        }
        try head.write(to: &heads, file)
        try heads.finish(to: file)
        try entries.finish(to: file)
        let fileHead = fileHead()
        do {
            try file.write(fileHead.span, at: 0)
            try file.commit()
        } catch { throw ProjectionError(error) }
        return Digest(words: SHA256.words(of: fileHead.span.extracting(droppingFirst: 32)))
    }

    /// The head, the checksums and their padding.
    private func fileHead() -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.append(contentsOf: DedupRunLayout.magic)
        writer.fixed(UInt64(layout.version), width: 2)
        writer.fixed(0, width: 2)
        writer.fixed(layout.from, width: 8)
        writer.fixed(layout.to, width: 8)
        writer.fixed(UInt64(layout.count), width: 8)
        writer.bytes.append(contentsOf: heads.checks)
        writer.bytes.append(contentsOf: entries.checks)
        let padding = layout.headsOffset - 32 - writer.bytes.count
        writer.bytes.append(contentsOf: repeatElement(0, count: padding))
        return SHA256.digest(of: writer.bytes) + writer.bytes
    }
}

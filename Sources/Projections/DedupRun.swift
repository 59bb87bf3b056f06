package import Files
package import LedgerCore
import OpenSSL
import Synchronization

/// Which entries of a range of sequences may have recorded an id: an immutable file of
/// (fingerprint, sequence), the fingerprint being the highest 48 bits of the id's keyed hash.
///
/// Rules, and what happens otherwise:
/// - The head and the checksums of all blocks are held against a digest when the run is opened; a
///   block of entries against its checksum when it is first touched. A probe answers from checked
///   blocks only, so damage is an error that names file and block, never a wrong "not there".
/// - The file is neither changed nor truncated while the value lives (see `MappedFile`).
/// - A run that is retired removes its file when the last value that holds it is gone.
package final class DedupRun: Sendable {
    let layout: DedupRunLayout
    /// The digest of head and checksums, and so of the whole content.
    package let digest: Digest
    let file: MappedFile
    private let verified: VerifiedBlocks
    private let isRetired = Atomic(false)

    /// The first sequence it covers.
    package var from: UInt64 { layout.from }
    /// The sequence after the last it covers.
    package var to: UInt64 { layout.to }
    /// How many ids it holds.
    package var count: Int { layout.count }
    /// The file.
    package var path: String { file.path }
    /// Bytes of the file.
    package var fileBytes: Int { file.count }

    /// Opens a run file and checks its head.
    /// - Parameters:
    ///   - expected: the digest it must have, where that is known.
    ///   - access: how it will be read.
    /// - Throws: `missing`, `damaged`, `newer_version`, `file_failed`.
    package init(
        from: UInt64, to: UInt64, in folder: String, expected: Digest?,
        access: MappedFile.Access = .random
    ) throws(ProjectionError) {
        let path = "\(folder)/\(DedupRunLayout.name(from: from, to: to))"
        do { file = try MappedFile(path: path, access: access) } catch {
            throw ProjectionError(error)
        }
        let mapped = file
        let head = try mapped.withBytes { bytes throws(ProjectionError) in
            try Self.head(of: bytes, path: path)
        }
        guard head.layout.from == from, head.layout.to == to else {
            throw .damaged("the file holds another range than its name says", place: path)
        }
        if let expected, head.digest != expected {
            throw .damaged("the file is not the one the manifest names", place: path)
        }
        layout = head.layout
        digest = head.digest
        verified = VerifiedBlocks(count: head.layout.blockCount)
    }

    deinit {
        // What cannot be removed now is removed at the next start, since no manifest names it.
        if isRetired.load(ordering: .relaxed) { try? Folder.remove(path) }
    }

    /// Says that no manifest names the file any more.
    func retire() { isRetired.store(true, ordering: .relaxed) }

    private static func head(
        of bytes: Span<UInt8>, path: String
    ) throws(ProjectionError) -> (layout: DedupRunLayout, digest: Digest) {
        let place = "\(path), head"
        guard bytes.count >= DedupRunLayout.headBytes else {
            throw .damaged("the file is shorter than a head", place: place)
        }
        let head = (0..<DedupRunLayout.headBytes).map { bytes[$0] }
        var reader = ByteReader(head)
        let layout: DedupRunLayout?
        let written: Digest
        do throws(FormatError) {
            written = try reader.digest()
            guard try Array(reader.slice(4)) == DedupRunLayout.magic else {
                throw .malformed("run file")
            }
            let version = UInt16(truncatingIfNeeded: try reader.fixed(width: 2))
            guard (1...DedupRunLayout.newestVersion).contains(version) else {
                throw .unknownVersion(version)
            }
            guard try reader.fixed(width: 2) == 0 else { throw .malformed("run file") }
            layout = DedupRunLayout(
                version: version,
                from: try reader.fixed(width: 8), to: try reader.fixed(width: 8),
                count: try reader.fixed(width: 8))
        } catch .unknownVersion(let version) {
            throw .newer("run format \(version)", place: place)
        } catch {
            throw ProjectionError(error, place: place)
        }
        guard let layout else { throw .damaged("its range or count is impossible", place: place) }
        guard layout.fileBytes == bytes.count else {
            throw .damaged(
                "the file has \(bytes.count) of \(layout.fileBytes) bytes", place: place)
        }
        let digest = Digest(words: SHA256.words(of: bytes.extracting(32..<layout.headsOffset)))
        guard digest == written else {
            throw .damaged("its checksum does not match", place: place)
        }
        return (layout, digest)
    }
}

extension DedupRun {
    /// Adds the sequences that may have recorded the id of this probe, oldest first.
    /// - Throws: `damaged`.
    func appendCandidates(
        of probe: DedupProbe, to found: inout [UInt64]
    ) throws(ProjectionError) {
        try file.withBytes { bytes throws(ProjectionError) in
            let number = layout.bucket(of: probe.fingerprint)
            let head = try head(ofBucket: number, in: bytes)
            guard head.mayHold(probe.filterBits) else { return }
            let remainder = probe.fingerprint & layout.remainderMask
            let bucket = try bucket(number, head, in: bytes)
            let raw = unsafe bytes.bytes
            var index = bucket.firstIndex(of: remainder, in: raw)
            while index < bucket.count, bucket.remainder(index, in: raw) == remainder {
                found.append(try sequence(index, of: bucket, in: bytes))
                index += 1
            }
        }
    }

    @inline(__always)
    private func head(
        ofBucket number: Int, in bytes: Span<UInt8>
    ) throws(ProjectionError) -> DedupBucketHead {
        let offset = layout.headsOffset + number * layout.bucketHeadBytes
        try verify(offset..<(offset + layout.bucketHeadBytes), in: bytes)
        return layout.version == 1
            ? unsafe DedupBucketHead(startAt: offset, in: bytes.bytes)
            : unsafe DedupBucketHead(at: offset, in: bytes.bytes)
    }

    /// A bucket whose remainders are checked.
    func bucket(_ number: Int, in bytes: Span<UInt8>) throws(ProjectionError) -> DedupBucket {
        try bucket(number, try head(ofBucket: number, in: bytes), in: bytes)
    }

    private func bucket(
        _ number: Int, _ head: DedupBucketHead, in bytes: Span<UInt8>
    ) throws(ProjectionError) -> DedupBucket {
        let start = Int(head.start)
        let end = Int(try self.head(ofBucket: number + 1, in: bytes).start)
        guard start <= end, end <= layout.count else {
            throw .damaged("bucket \(number) has no valid start", place: path)
        }
        let bucket = DedupBucket(start: start, count: end - start, layout: layout)
        if bucket.count > 0 { try verify(bucket.remainderBytes, in: bytes) }
        return bucket
    }

    /// The sequence of an entry.
    func sequence(
        _ index: Int, of bucket: DedupBucket, in bytes: Span<UInt8>
    ) throws(ProjectionError) -> UInt64 {
        try verify(bucket.sequenceBytes(index), in: bytes)
        let relative = unsafe bucket.sequence(index, in: bytes.bytes)
        guard relative < layout.to - layout.from else {
            throw .damaged("an entry lies outside the range of its run", place: path)
        }
        return layout.from + relative
    }

    /// Holds the blocks that these bytes touch against their checksums, the first time.
    @inline(__always)
    private func verify(_ range: Range<Int>, in bytes: Span<UInt8>) throws(ProjectionError) {
        let first = (range.lowerBound - layout.headsOffset) / DedupRunLayout.blockBytes
        let last = (range.upperBound - 1 - layout.headsOffset) / DedupRunLayout.blockBytes
        var block = first
        while block <= last {
            if !verified.contains(block) { try verifyBlock(block, in: bytes) }
            block += 1
        }
    }

    @inline(never)
    private func verifyBlock(_ block: Int, in bytes: Span<UInt8>) throws(ProjectionError) {
        let offset = layout.headsOffset + block * DedupRunLayout.blockBytes
        try BlockCheck.verify(
            offset..<(offset + DedupRunLayout.blockBytes), number: block,
            checkAt: DedupRunLayout.headBytes + block * DedupRunLayout.checkBytes, in: bytes,
            path: path)
        verified.insert(block)
    }
}

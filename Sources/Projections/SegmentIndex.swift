import Files
package import LedgerCore

/// The index of one sealed segment, an immutable file: which rows each key has, what the calls of
/// each key came to by quarter hour, and which keys called from an address.
///
/// Keys and tenants are named by their numbers in the state, which are never given to others.
///
/// Rules, and what happens otherwise:
/// - The head is held against its digest when the file is opened, a block against its checksum when
///   it is first touched. An answer comes from checked blocks only, so that damage is an error,
///   never a wrong "not there": the reader then reads the segment itself, and the file is made
///   again.
/// - The head names the *source*: a hash over the digests of this segment and all before it. So an
///   index is of this segment, and its numbers are those of this history.
/// - What a row stands for is for the segment to say: postings and addresses name candidates.
/// - The file is neither changed nor truncated while the value lives (see `MappedFile`).
package final class SegmentIndex: Sendable {
    private let file: MappedFile
    let head: SegmentIndexHead
    private let verified: VerifiedBlocks

    /// The sequence of the first row.
    package var from: UInt64 { head.from }
    /// The sequence after the last row.
    package var to: UInt64 { head.to }
    /// The file.
    package var path: String { file.path }
    /// Bytes of the file.
    package var fileBytes: Int { file.count }
    /// Whether every address that can be read is in it.
    package var knowsAllAddresses: Bool { !head.hasUnopened }

    /// Opens the index of a segment and checks its head.
    /// - Parameters:
    ///   - sequences: those of the segment.
    ///   - source: what it must have been made from.
    ///   - hashing: how addresses must have been hashed.
    /// - Throws: `missing`, `damaged` (also where it is of another segment, history or secret),
    ///   `newer_version`, `file_failed`.
    package init(
        of sequences: Range<UInt64>, source: Digest, hashing: AddressHashing, in folder: String
    ) throws(ProjectionError) {
        let name = SegmentIndexLayout.name(
            from: sequences.lowerBound, to: sequences.upperBound)
        let file = try convertingFileErrors { () throws(FileError) in
            try MappedFile(path: "\(folder)/\(name)", access: .random)
        }
        head = try file.withBytes { bytes throws(ProjectionError) in
            try SegmentIndexHead(bytes, source: source, hashing: hashing, path: file.path)
        }
        self.file = file
        verified = VerifiedBlocks(count: head.blockCount)
        guard head.from == sequences.lowerBound, head.to == sequences.upperBound else {
            throw .damaged("the file holds another range than its name says", place: file.path)
        }
    }

    /// Makes the file of a segment's index, in the place of one that may be there.
    /// - Throws: `disk_full`, `file_failed`.
    package static func make(
        _ content: SegmentIndexContent, in folder: String
    ) throws(ProjectionError) -> SegmentIndex {
        let to = content.from + UInt64(content.rowCount)
        let name = SegmentIndexLayout.name(from: content.from, to: to)
        let bytes = SegmentIndexWriter(content).bytes
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write(bytes, to: "\(folder)/\(name)")
        }
        return try SegmentIndex(
            of: content.from..<to, source: content.source, hashing: content.hashing, in: folder)
    }

    /// The names of the indexes in a folder, once those of other segments and what a crash left
    /// half made are removed.
    /// - Parameter segments: the sequences of every segment.
    /// - Throws: `file_failed`.
    package static func existing(
        of segments: [Range<UInt64>], in folder: String
    ) throws(ProjectionError) -> Set<UInt64> {
        let byName = Dictionary(
            uniqueKeysWithValues: segments.map {
                (SegmentIndexLayout.name(from: $0.lowerBound, to: $0.upperBound), $0.lowerBound)
            })
        try RunName.removeOthers(
            SegmentIndexLayout.namePrefix, than: Set(byName.keys), in: folder)
        return try convertingFileErrors { () throws(FileError) in
            Set(try Folder.names(in: folder).compactMap { byName[$0] })
        }
    }

    /// Removes the file of one that was found damaged; what cannot be removed is found damaged
    /// again.
    package func discard() { try? Folder.remove(path) }
}

extension SegmentIndex {
    func withBytes<Result>(
        _ body: (Span<UInt8>) throws(ProjectionError) -> Result
    ) throws(ProjectionError) -> Result {
        try file.withBytes(body)
    }

    /// A copy of some bytes of the file, as they are.
    func copy(_ range: Range<Int>) -> [UInt8] { file.copy(range) }

    /// A copy of some bytes of the file, checked.
    func checked(
        _ range: Range<Int>, in bytes: Span<UInt8>
    ) throws(ProjectionError) -> [UInt8] {
        try verify(range, in: bytes)
        return file.copy(range)
    }

    /// Holds the blocks that these bytes touch against their checksums, the first time.
    func verify(_ range: Range<Int>, in bytes: Span<UInt8>) throws(ProjectionError) {
        guard !range.isEmpty else { return }
        let size = SegmentIndexLayout.blockBytes
        let first = (range.lowerBound - head.bodyOffset) / size
        let last = (range.upperBound - 1 - head.bodyOffset) / size
        for block in first...last where !verified.contains(block) {
            let start = head.bodyOffset + block * size
            try BlockCheck.verify(
                start..<min(start + size, bytes.count), number: block,
                checkAt: SegmentIndexLayout.headBytes + block * SegmentIndexLayout.checkBytes,
                in: bytes, path: path)
            verified.insert(block)
        }
    }

    /// Holds every block against its checksum.
    /// - Throws: `damaged`.
    package func verifyChecksums() throws(ProjectionError) {
        try withBytes { bytes throws(ProjectionError) in
            try verify(head.bodyOffset..<bytes.count, in: bytes)
        }
    }
}

package import Files
package import LedgerCore
import Synchronization
package import Transparency

/// A sealed segment: entries in columns, in a file that never changes.
///
/// Rules, and what happens otherwise:
/// - The footer is held against the digest of the manifest when the segment is opened, each block
///   and each unit of a section against its checksum when it is first touched. An answer comes from
///   checked bytes only, so that damage is an error that names file and place, never a wrong entry.
/// - The file is neither changed nor truncated while the value lives (see `MappedFile`).
/// - Reads are safe from any thread. The dictionary, some 100 KB, is decoded at the first read and
///   kept until `releaseDictionary`; all else stays in the file.
package final class Segment: Sendable {
    /// What the manifest says of it.
    package let record: SegmentRecord
    let file: MappedFile
    let footer: SegmentFooter
    /// Where each block is.
    private let blocks: [Range<Int>]
    /// Where each section is.
    private let sections: [Range<Int>]
    /// The number of the first checksum of each section.
    private let firstUnits: [Int]
    private let verified: VerifiedBlocks
    private let dictionary = Mutex<SegmentDictionary?>(nil)

    /// The file.
    package var path: String { file.path }
    /// The sequences of the entries.
    package var sequences: Range<UInt64> { record.sequences }
    /// When the first and the last entry were recorded.
    package var recordedAt: ClosedRange<Timestamp> { footer.recordedAt }
    /// The hashes of the subtree over the entries' leaves, at the levels of tiles above the leaves.
    package var tree: SubtreeHashes { SubtreeHashes(levelOne: footer.levelOne) }

    /// Opens a segment and checks its footer.
    /// - Parameters:
    ///   - record: what the manifest says of it.
    ///   - folder: that of segments.
    ///   - access: how it will be read.
    /// - Throws: `damaged`, `newer_version`, `file_failed`.
    package init(
        _ record: SegmentRecord, in folder: String, access: MappedFile.Access = .random
    ) throws(LogError) {
        let path = "\(folder)/\(record.fileName)"
        do {
            file = try MappedFile(path: path, access: access)
        } catch {
            guard error.code == .notFound else { throw LogError(error) }
            throw .damaged("the file of a sealed segment is missing", place: path)
        }
        let mapped = file
        guard mapped.count == record.bytes else {
            throw .damaged("the file has \(mapped.count) of \(record.bytes) bytes", place: path)
        }
        footer = try mapped.withBytes { bytes throws(LogError) in
            try Self.footer(of: unsafe bytes.bytes, record, path: path)
        }
        self.record = record

        var offset = SegmentFormat.headBytes
        func places(_ lengths: [Int]) -> [Range<Int>] {
            lengths.map { length in
                defer { offset += length }
                return offset..<(offset + length)
            }
        }
        blocks = places(footer.blockLengths)
        sections = places(footer.sectionLengths)
        var unit = footer.blockCount
        firstUnits = footer.sectionLengths.map { length in
            defer { unit += SegmentFooter.unitCount(of: length) }
            return unit
        }
        verified = VerifiedBlocks(count: unit)
    }

    private static func footer(
        of bytes: RawSpan, _ record: SegmentRecord, path: String
    ) throws(LogError) -> SegmentFooter {
        let place = "\(path), footer"
        let smallest = SegmentFormat.headBytes + SegmentFormat.trailerBytes
        guard bytes.byteCount >= smallest else {
            throw .damaged("the file is shorter than a footer", place: place)
        }
        do throws(FormatError) {
            let end = bytes.byteCount - SegmentFormat.trailerBytes
            let head = Array(copying: bytes, 0..<SegmentFormat.headBytes)
            var reader = ByteReader(Array(copying: bytes, end..<bytes.byteCount))
            let count = Int(try reader.fixed(width: 4))
            let digest = try reader.digest()
            guard head.starts(with: SegmentFormat.magic), count <= bytes.byteCount - smallest
            else { throw .malformed("segment file") }
            var version = ByteReader(head[SegmentFormat.magic.count...])
            let number = UInt16(truncatingIfNeeded: try version.fixed(width: 2))
            let encoded = Array(copying: bytes, (end - count)..<end)
            guard try version.fixed(width: 2) == 0, digest == record.digest,
                SegmentTrailer.digest(footer: encoded, version: number) == digest
            else { throw .malformed("footer: it is not the one of the manifest") }
            guard number == SegmentFormat.version else { throw .unknownVersion(number) }
            let footer = try SegmentFooter(encoded, fileBytes: bytes.byteCount)
            guard footer.firstSequence == record.firstSequence,
                UInt64(footer.count) == record.count, footer.root == record.root,
                SubtreeHashes(levelOne: footer.levelOne).root == footer.root,
                footer.recordedAt.upperBound == record.lastRecordedAt,
                footer.rulesVersions == record.rulesVersions
            else { throw .malformed("footer: it is not the one of the manifest") }
            return footer
        } catch {
            throw LogError(error, place: place)
        }
    }

    /// Drops the decoded dictionary; the next read decodes it again.
    package func releaseDictionary() { dictionary.withLock { $0 = nil } }

    /// What the numbers in the columns stand for.
    /// - Throws: `damaged`, `newer_version`.
    package func loadDictionary() throws(LogError) -> SegmentDictionary {
        if let loaded = dictionary.withLock({ $0 }) { return loaded }
        let loaded = try withBytes { bytes throws(LogError) in
            for section in [
                SegmentSection.frames, .terms, .operations, .templates, .keys, .personals,
            ] { try verify(section, in: bytes) }
            do throws(FormatError) {
                return try SegmentDictionary(footer, in: bytes) { range(of: $0) }
            } catch {
                throw LogError(error, place: "\(path), dictionary")
            }
        }
        // Two threads that load at once decode the same.
        dictionary.withLock { $0 = loaded }
        return loaded
    }
}

extension Segment {
    /// Lends the bytes of the file.
    func withBytes<Result>(
        _ body: (RawSpan) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try file.withBytes { bytes throws(LogError) in try body(unsafe bytes.bytes) }
    }

    /// Where a section is.
    func range(of section: SegmentSection) -> Range<Int> { sections[section.rawValue] }

    /// Where a block is, once it was held against its checksum.
    func checkedBlock(_ number: Int, in bytes: RawSpan) throws(LogError) -> Range<Int> {
        let range = blocks[number]
        try verify(number, range, in: bytes) { blockPlace(number) }
        return range
    }

    /// A place for errors.
    func blockPlace(_ number: Int) -> String {
        let first = record.firstSequence + UInt64(number * SegmentFormat.rowsPerBlock)
        return "\(path), block \(number) (from entry \(first))"
    }

    /// Holds a section against its checksums.
    func verify(_ section: SegmentSection, in bytes: RawSpan) throws(LogError) {
        try verify(section, 0..<range(of: section).count, in: bytes)
    }

    /// Holds a part of a section against its checksums.
    /// - Parameter part: counted from the start of the section.
    func verify(
        _ section: SegmentSection, _ part: Range<Int>, in bytes: RawSpan
    ) throws(LogError) {
        let whole = range(of: section)
        guard part.upperBound <= whole.count else {
            throw .damaged("it is too short", place: "\(path), \(section.name)")
        }
        guard !part.isEmpty else { return }
        let size = SegmentFormat.unitBytes
        for unit in (part.lowerBound / size)...((part.upperBound - 1) / size) {
            let start = whole.lowerBound + unit * size
            try verify(
                firstUnits[section.rawValue] + unit, start..<min(start + size, whole.upperBound),
                in: bytes
            ) { "\(path), \(section.name), unit \(unit)" }
        }
    }

    @inline(__always)
    private func verify(
        _ unit: Int, _ range: Range<Int>, in bytes: RawSpan, place: () -> String
    ) throws(LogError) {
        if verified.contains(unit) { return }
        guard UnitCheck(of: bytes.extracting(range)) == footer.checks[unit] else {
            throw .damaged("its checksum does not match", place: place())
        }
        verified.insert(unit)
    }

    /// Holds every byte of the file against its checksum.
    /// - Throws: `damaged`.
    package func verifyChecksums() throws(LogError) {
        try withBytes { bytes throws(LogError) in
            for block in blocks.indices { _ = try checkedBlock(block, in: bytes) }
            for section in SegmentSection.allCases { try verify(section, in: bytes) }
        }
    }
}

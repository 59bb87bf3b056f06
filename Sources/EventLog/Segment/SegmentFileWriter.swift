import Files
import LedgerCore

/// Writes blocks and sections one after the other and keeps their lengths and checksums.
struct SegmentFileWriter: ~Copyable {
    private let file: ImmutableFile
    private var offset = 0
    private var checks: [UnitCheck] = []
    private var blockLengths: [Int] = []
    private var sectionLengths: [Int] = []

    init(path: String) throws(FileError) {
        var head = ByteWriter()
        head.bytes.append(contentsOf: SegmentFormat.magic)
        head.fixed(UInt64(SegmentFormat.version), width: 2)
        head.fixed(0, width: 2)
        let file = try ImmutableFile(path: path)
        try file.write(head.bytes.span, at: 0)
        self.file = file
        offset = head.bytes.count
    }

    private mutating func write(_ bytes: [UInt8]) throws(FileError) {
        try file.write(bytes.span, at: offset)
        offset += bytes.count
    }

    mutating func writeBlock(_ bytes: [UInt8]) throws(FileError) {
        checks.append(UnitCheck(of: bytes.span))
        blockLengths.append(bytes.count)
        try write(bytes)
    }

    /// Sections are written in the order of `SegmentSection`.
    mutating func writeSection(_ bytes: [UInt8]) throws(FileError) {
        for start in stride(from: 0, to: bytes.count, by: SegmentFormat.unitBytes) {
            let end = min(start + SegmentFormat.unitBytes, bytes.count)
            checks.append(UnitCheck(of: bytes.span.extracting(start..<end)))
        }
        sectionLengths.append(bytes.count)
        try write(bytes)
    }

    /// Writes the footer and makes the file durable under its name.
    /// - Parameter footer: makes it of the lengths of blocks and sections and of the checksums.
    /// - Returns: the digest of the file, and its size.
    consuming func finish(
        footer: ([Int], [Int], [UnitCheck]) -> SegmentFooter
    ) throws(FileError) -> (digest: Digest, bytes: Int) {
        let encoded = footer(blockLengths, sectionLengths, checks).encoded
        let digest = SegmentTrailer.digest(footer: encoded)
        var trailer = ByteWriter()
        trailer.fixed(UInt64(encoded.count), width: 4)
        digest.append(to: &trailer.bytes)
        try write(encoded)
        try write(trailer.bytes)
        let size = offset
        try file.commit()
        return (digest, size)
    }
}

/// The end of a segment file.
enum SegmentTrailer {
    /// The digest of head and footer and the footer's length, and so of the whole content.
    static func digest(footer: [UInt8], version: UInt16 = SegmentFormat.version) -> Digest {
        var covered = ByteWriter()
        covered.bytes.append(contentsOf: SegmentFormat.magic)
        covered.fixed(UInt64(version), width: 2)
        covered.fixed(0, width: 2)
        covered.bytes.append(contentsOf: footer)
        covered.fixed(UInt64(footer.count), width: 4)
        return Frame.checksum(of: covered.bytes[...])
    }
}

import EventLog
import LedgerCore
import OpenSSL
import Testing

/// Reads and changes a segment file by its description alone (the page *The segment file*), so that
/// tests can put right checksums over wrong content.
struct SegmentSurgery {
    static let headBytes = 8
    static let sectionNames = [
        "frames", "terms", "operations", "templates", "keys", "ids of keys", "personal values",
        "commitments", "ciphertexts",
    ]

    private(set) var file: [UInt8]
    /// Where the blocks are, then the sections.
    private(set) var parts: [Range<Int>] = []
    private(set) var blockCount = 0
    /// Where the footer is, and in it the checksums.
    private(set) var footer = 0..<0
    private var checks = 0
    let record: SegmentRecord

    init(_ file: [UInt8], _ record: SegmentRecord) throws {
        self.file = file
        self.record = record
        var trailer = ByteReader(file[(file.count - 36)...])
        let length = Int(try trailer.fixed(width: 4))
        footer = (file.count - 36 - length)..<(file.count - 36)
        var reader = ByteReader(file[footer])
        _ = try reader.fixed(width: 8)
        let count = Int(try reader.unsigned())
        for _ in 0..<2 { _ = try reader.signed() }
        for _ in 0..<2 { _ = try reader.unsigned() }
        blockCount = (count + 1_023) / 1_024
        var offset = Self.headBytes
        for _ in 0..<(blockCount + Self.sectionNames.count) {
            let length = Int(try reader.unsigned())
            parts.append(offset..<(offset + length))
            offset += length
        }
        try #require(offset == footer.lowerBound)
        checks = reader.offset
    }

    /// Changes bytes of blocks and sections and puts the checksums right.
    mutating func change(_ body: (inout [UInt8]) -> Void) {
        body(&file)
        var at = checks
        for (number, part) in parts.enumerated() {
            let size = number < blockCount ? max(part.count, 1) : 16_384
            for start in stride(from: part.lowerBound, to: part.upperBound, by: size) {
                let sum = SHA256.digest(of: Array(file[start..<min(start + size, part.upperBound)]))
                file.replaceSubrange(at..<(at + 16), with: sum[..<16])
                at += 16
            }
        }
        seal()
    }

    /// Changes bytes of the footer or of the head and puts the digest right.
    mutating func changeFooter(_ body: (inout [UInt8]) -> Void) {
        body(&file)
        seal()
    }

    private mutating func seal() {
        let end = file.count - 36
        let covered =
            file[..<Self.headBytes] + file[footer] + file[end..<(end + 4)]
        file.replaceSubrange((end + 4)..., with: SHA256.digest(of: Array(covered)))
    }

    /// The record of a manifest that names the changed file.
    var changedRecord: SegmentRecord {
        let digest = Digest(bytes: file.suffix(32)) ?? .zero
        return SegmentRecord(
            firstSequence: record.firstSequence, count: record.count, digest: digest,
            root: record.root, bytes: file.count, lastRecordedAt: record.lastRecordedAt,
            rulesVersions: record.rulesVersions)
    }
}

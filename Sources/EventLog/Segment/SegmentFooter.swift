import LedgerCore
import Transparency

/// The footer of a segment file: what the file holds, where, and the checksum of each block and of
/// each unit of a section. The file's digest covers it, and so everything.
struct SegmentFooter: Equatable {
    var firstSequence: UInt64
    /// How many entries there are.
    var count: Int
    /// When the first and the last entry were recorded.
    var recordedAt: ClosedRange<Timestamp>
    /// The rules by which the entries are applied.
    var rulesVersions: ClosedRange<UInt16>
    /// Bytes of each block.
    var blockLengths: [Int]
    /// Bytes of each section, in the order of `SegmentSection`.
    var sectionLengths: [Int]
    /// The checksums of the blocks and then of the units of each section.
    var checks: [UnitCheck]
    /// The hashes of level 1 of the subtree over the entries.
    var levelOne: [Digest]
    /// The root of that subtree.
    var root: Digest

    var blockCount: Int { blockLengths.count }

    /// How many blocks so many entries take.
    static func blockCount(of count: Int) -> Int {
        (count + SegmentFormat.rowsPerBlock - 1) / SegmentFormat.rowsPerBlock
    }

    /// How many units a section of so many bytes has.
    static func unitCount(of bytes: Int) -> Int {
        (bytes + SegmentFormat.unitBytes - 1) / SegmentFormat.unitBytes
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.fixed(firstSequence, width: 8)
        writer.unsigned(UInt64(count))
        writer.signed(recordedAt.lowerBound.microseconds)
        writer.signed(recordedAt.upperBound.microseconds)
        writer.unsigned(UInt64(rulesVersions.lowerBound))
        writer.unsigned(UInt64(rulesVersions.upperBound))
        for length in blockLengths + sectionLengths { writer.unsigned(UInt64(length)) }
        for check in checks {
            writer.fixed(check.high, width: 8)
            writer.fixed(check.low, width: 8)
        }
        for hash in levelOne { hash.append(to: &writer.bytes) }
        root.append(to: &writer.bytes)
        return writer.bytes
    }

    /// Reads a footer. Total.
    /// - Parameter fileBytes: the size of the file, which blocks and sections must fill.
    init(_ bytes: [UInt8], fileBytes: Int) throws(FormatError) {
        var reader = ByteReader(bytes)
        firstSequence = try reader.fixed(width: 8)
        let countOfEntries = try reader.unsigned()
        guard (1...Limits.entriesPerSegment).contains(countOfEntries),
            countOfEntries % SubtreeHashes.tileWidth == 0,
            !firstSequence.addingReportingOverflow(countOfEntries).overflow
        else { throw .malformed("count of entries") }
        count = Int(countOfEntries)
        let first = Timestamp(microseconds: try reader.signed())
        let last = Timestamp(microseconds: try reader.signed())
        let oldest = try reader.unsigned()
        let newest = try reader.unsigned()
        guard first <= last, oldest <= newest, newest <= UInt64(UInt16.max) else {
            throw .malformed("footer")
        }
        recordedAt = first...last
        rulesVersions = UInt16(oldest)...UInt16(newest)

        var rest = fileBytes - SegmentFormat.headBytes - SegmentFormat.trailerBytes - bytes.count
        func lengths(_ count: Int) throws(FormatError) -> [Int] {
            var lengths: [Int] = []
            for _ in 0..<count {
                guard let length = Int(exactly: try reader.unsigned()), length <= rest else {
                    throw .malformed("length of a block")
                }
                rest -= length
                lengths.append(length)
            }
            return lengths
        }
        blockLengths = try lengths(Self.blockCount(of: count))
        sectionLengths = try lengths(SegmentSection.allCases.count)
        guard rest == 0 else { throw .malformed("length of a block") }

        checks = []
        let units = sectionLengths.reduce(blockLengths.count) { $0 + Self.unitCount(of: $1) }
        for _ in 0..<units {
            checks.append(
                UnitCheck(high: try reader.fixed(width: 8), low: try reader.fixed(width: 8)))
        }
        levelOne = []
        for _ in 0..<(count / Int(SubtreeHashes.tileWidth)) {
            levelOne.append(try reader.digest())
        }
        root = try reader.digest()
        guard reader.isAtEnd else { throw .malformed("footer") }
    }

    init(
        firstSequence: UInt64, count: Int, recordedAt: ClosedRange<Timestamp>,
        rulesVersions: ClosedRange<UInt16>, blockLengths: [Int], sectionLengths: [Int],
        checks: [UnitCheck], tree: SubtreeHashes
    ) {
        self.firstSequence = firstSequence
        self.count = count
        self.recordedAt = recordedAt
        self.rulesVersions = rulesVersions
        self.blockLengths = blockLengths
        self.sectionLengths = sectionLengths
        self.checks = checks
        levelOne = tree.levelOne
        root = tree.root
    }
}

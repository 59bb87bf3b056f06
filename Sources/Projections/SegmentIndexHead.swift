import LedgerCore
import OpenSSL

/// The head of the index of a segment: what it is of and where its parts are. Its digest covers the
/// checksums of all blocks, and so everything.
struct SegmentIndexHead: Sendable {
    let from: UInt64
    let to: UInt64
    /// When what has a pair happened.
    let times: ClosedRange<Timestamp>
    let hasUnopened: Bool
    let pairs: PackedTable
    let addresses: PackedTable
    let sections: [Range<Int>]
    /// Where the blocks begin.
    let bodyOffset: Int
    let blockCount: Int

    static func addressWidths(pairs count: Int) -> [Int] {
        [SegmentIndexLayout.fingerprintBits, PackedTable.width(of: max(count - 1, 0))]
    }

    /// Reads and checks a head.
    /// - Parameters:
    ///   - bytes: the file.
    ///   - source: what the index must have been made from.
    ///   - hashing: how addresses must have been hashed.
    ///   - path: that of the file, for errors.
    /// - Throws: `damaged` also where it is of another history or secret, `newer_version`.
    init(
        _ bytes: Span<UInt8>, source: Digest, hashing: AddressHashing, path: String
    ) throws(ProjectionError) {
        let place = "\(path), head"
        do throws(FormatError) {
            try self.init(bytes, source: source, hashing: hashing)
        } catch .unknownVersion(let version) {
            throw .newer("index format \(version)", place: place)
        } catch {
            throw ProjectionError(error, place: place)
        }
    }

    private init(
        _ bytes: Span<UInt8>, source: Digest, hashing: AddressHashing
    ) throws(FormatError) {
        let headBytes = SegmentIndexLayout.headBytes
        guard bytes.count >= headBytes else { throw .truncated }
        var reader = ByteReader((0..<headBytes).map { bytes[$0] })
        let written = try reader.digest()
        guard try reader.slice(4).elementsEqual(SegmentIndexLayout.magic) else {
            throw .malformed("index")
        }
        let version = try reader.fixed(width: 2)
        guard version == SegmentIndexLayout.version else {
            throw .unknownVersion(UInt16(truncatingIfNeeded: version))
        }
        let flags = try reader.fixed(width: 2)
        from = try reader.fixed(width: 8)
        to = try reader.fixed(width: 8)
        guard flags <= SegmentIndexLayout.someUnopened, from < to,
            to - from <= UInt64(SegmentIndexLayout.rowsMax), try reader.digest() == source,
            try reader.fixed(width: 8) == hashing.check
        else { throw .malformed("index of this segment") }
        hasUnopened = flags == SegmentIndexLayout.someUnopened
        let earliest = Timestamp(microseconds: Int64(bitPattern: try reader.fixed(width: 8)))
        let latest = Timestamp(microseconds: Int64(bitPattern: try reader.fixed(width: 8)))
        guard earliest <= latest, Timestamp.representable.contains(earliest),
            Timestamp.representable.contains(latest)
        else { throw .malformed("index") }
        times = earliest...latest
        let pairCount = Int(try reader.fixed(width: 4))
        let addressCount = Int(try reader.fixed(width: 4))
        var widths: [Int] = []
        for _ in 0..<4 { widths.append(Int(try reader.byte())) }
        var lengths: [Int] = []
        for _ in SegmentIndexLayout.Section.allCases {
            lengths.append(Int(try reader.fixed(width: 4)))
        }
        let bodyBytes = lengths.reduce(PackedTable.overreadBytes, +)
        blockCount =
            (bodyBytes + SegmentIndexLayout.blockBytes - 1) / SegmentIndexLayout.blockBytes
        bodyOffset = headBytes + blockCount * SegmentIndexLayout.checkBytes
        guard bodyOffset + bodyBytes == bytes.count else { throw .truncated }
        guard written == Digest(words: SHA256.words(of: bytes.extracting(32..<bodyOffset))) else {
            throw .malformed("checksum")
        }
        var offset = bodyOffset
        sections = lengths.map { length in
            defer { offset += length }
            return offset..<(offset + length)
        }
        guard widths.allSatisfy({ $0 <= PackedTable.widthMax }),
            pairCount <= SegmentIndexLayout.rowsMax
        else { throw .malformed("index") }
        pairs = PackedTable(
            count: pairCount, widths: widths, offset: sections[0].lowerBound)
        addresses = PackedTable(
            count: addressCount, widths: Self.addressWidths(pairs: pairCount),
            offset: sections[SegmentIndexLayout.Section.addresses.rawValue].lowerBound)
        guard pairs.byteCount == sections[0].count,
            addresses.byteCount
                == sections[SegmentIndexLayout.Section.addresses.rawValue].count
        else { throw .malformed("index") }
    }

    subscript(section: SegmentIndexLayout.Section) -> Range<Int> { sections[section.rawValue] }

    /// How many kinds there are.
    var kindCount: Int { self[.kindEnds].count / 4 }
    /// The quarter hour that the cells of each pair count from.
    var base: Int64 { QuarterHour(containing: times.lowerBound).number }
}

import LedgerCore
import Zstd

/// The texts of a block, one cell a row.
///
/// Stored as six lengths (how many cells are packed, how many are texts, bytes of the column of
/// kinds, bytes of the column of ends, bytes of all texts, bytes that these take), the kinds, the
/// ends, 16 bytes of each packed cell, the texts; these are one zstd frame where they take fewer
/// bytes than they are. A column without texts has no bytes.
struct TextColumn {
    /// A block's rows of the longest leaves, and as much again.
    private static let textBytesMax = 2 * SegmentFormat.rowsPerBlock * (Limits.leafBytes + 1)

    private let kinds: IntegerColumn
    private var ends: IntegerColumn
    private var packedCount = 0
    private var packed = 0
    private var textBytes = 0
    private var stored = 0..<0
    /// The texts, once they were decompressed.
    private var text: [UInt8]?

    /// - Parameter count: the rows of the block.
    init(count: Int, range: Range<Int>, in bytes: RawSpan) throws(FormatError) {
        let none = range.lowerBound..<range.lowerBound
        guard !range.isEmpty else {
            kinds = try IntegerColumn(count: count, range: none, in: bytes)
            ends = try IntegerColumn(count: 0, range: none, in: bytes)
            return
        }
        var reader = try SpanReader(range, in: bytes)
        packedCount = try reader.count(bytes, most: count)
        let textCount = try reader.count(bytes, most: count)
        let kindsLength = try reader.length(bytes)
        let endsLength = try reader.length(bytes)
        textBytes = try reader.count(bytes, most: Self.textBytesMax)
        let storedLength = try reader.length(bytes)
        kinds = try IntegerColumn(count: count, range: try reader.take(kindsLength), in: bytes)
        ends = try IntegerColumn(count: textCount, range: try reader.take(endsLength), in: bytes)
        packed = try reader.take(packedCount * TextKind.packedBytes).lowerBound
        stored = try reader.take(storedLength)
        guard reader.remaining == 0, storedLength <= textBytes else {
            throw .malformed("column of texts")
        }
    }

    /// Reads the text of a row.
    /// - Parameter out: what was in it is replaced.
    /// - Returns: false where the row has none.
    mutating func read(
        _ row: Int, in bytes: RawSpan, into out: inout [UInt8]
    ) throws(FormatError) -> Bool {
        out.removeAll(keepingCapacity: true)
        let kind = try kind(row, in: bytes)
        guard kind != .absent else { return false }
        try append(kind, rank(of: row, in: bytes), to: &out, in: bytes)
        return true
    }

    /// Decodes the texts of all rows; empty for one that has none.
    mutating func decode(
        into values: inout FlatTexts, in bytes: RawSpan
    ) throws(FormatError) {
        values.removeAll()
        var packedRank = 0
        var textRank = 0
        for row in 0..<kinds.count {
            let kind = try kind(row, in: bytes)
            try values.append { out throws(FormatError) in
                if kind == .text {
                    try append(kind, textRank, to: &out, in: bytes)
                    textRank += 1
                } else if kind != .absent {
                    try append(kind, packedRank, to: &out, in: bytes)
                    packedRank += 1
                }
            }
        }
    }

    private func kind(_ row: Int, in bytes: RawSpan) throws(FormatError) -> TextKind {
        guard let kind = TextKind(rawValue: kinds.value(row, in: bytes)) else {
            throw .malformed("kind of a text")
        }
        return kind
    }

    /// How many cells before a row's are kept as its own is.
    private func rank(of row: Int, in bytes: RawSpan) -> Int {
        if kinds.constant != nil { return row }
        let isText = kinds.value(row, in: bytes) == TextKind.text.rawValue
        return (0..<row).count { before in
            let kind = kinds.value(before, in: bytes)
            return kind != TextKind.absent.rawValue
                && (kind == TextKind.text.rawValue) == isText
        }
    }

    /// - Parameter rank: how many cells before it are kept as it is.
    private mutating func append(
        _ kind: TextKind, _ rank: Int, to out: inout [UInt8], in bytes: RawSpan
    ) throws(FormatError) {
        if kind.isPacked {
            guard rank < packedCount else { throw .malformed("column of texts") }
            let start = packed + rank * TextKind.packedBytes
            kind.appendDigits(
                bytes.bigEndian(at: start), bytes.bigEndian(at: start + 8), to: &out)
            return
        }
        guard rank < ends.count else { throw .malformed("column of texts") }
        let start = rank == 0 ? 0 : ends.value(rank - 1, in: bytes)
        let end = ends.value(rank, in: bytes)
        guard start >= 0, start <= end, end <= Int64(textBytes) else {
            throw .malformed("end of a text")
        }
        try appendText(Int(start)..<Int(end), to: &out, in: bytes)
    }

    private mutating func appendText(
        _ range: Range<Int>, to out: inout [UInt8], in bytes: RawSpan
    ) throws(FormatError) {
        guard stored.count < textBytes else {
            let start = stored.lowerBound
            out.append(contentsOf: bytes, (start + range.lowerBound)..<(start + range.upperBound))
            return
        }
        if text == nil { text = try decompressed(stored, to: textBytes, in: bytes) }
        if let text { out.append(contentsOf: text[range]) }
    }
}

/// Decompresses a part of a file that is one zstd frame of so many bytes.
func decompressed(
    _ range: Range<Int>, to count: Int, in bytes: RawSpan
) throws(FormatError) -> [UInt8] {
    let frame = Array(copying: bytes, range)
    do {
        var decompressor = try ZstdDecompressor()
        let content = try decompressor.decompress(frame.span, maximumSize: count)
        if content.count == count { return content }
    } catch {}
    throw .malformed("compressed text")
}

extension RawSpan {
    /// The eight bytes at a place, which lies in the span, as a number.
    @inline(__always)
    func bigEndian(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + 8 <= byteCount)
        return UInt64(
            bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The 32 bytes at a place, which lie in the span, as a digest.
    func digest(at offset: Int) -> Digest {
        Digest(
            words: (
                bigEndian(at: offset), bigEndian(at: offset + 8), bigEndian(at: offset + 16),
                bigEndian(at: offset + 24)
            ))
    }
}

extension [UInt8] {
    /// Appends a part of a span, which lies in it.
    mutating func append(contentsOf bytes: RawSpan, _ range: Range<Int>) {
        unsafe bytes.extracting(range).withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension [UInt8] {
    /// A part of a span, which lies in it.
    init(copying bytes: RawSpan, _ range: Range<Int>) {
        self = []
        append(contentsOf: bytes, range)
    }
}

import LedgerCore
import Zstd

/// The texts of one column while a segment is gathered: a cell a row.
struct TextRows {
    private var kinds: [Int64] = []
    /// 16 bytes of each cell that is packed, in the order of the rows.
    private var packed: [UInt8] = []
    /// The bytes of the other texts, one after the other.
    private var text: [UInt8] = []
    /// Where each of these ends.
    private var ends: [Int64] = []
    /// Where the next block begins in each of the above.
    private var next = (row: 0, packed: 0, text: 0, textBytes: 0)

    mutating func appendAbsent() { kinds.append(TextKind.absent.rawValue) }

    mutating func append(_ bytes: Span<UInt8>) {
        let (kind, high, low) = TextKind.packing(bytes)
        kinds.append(kind.rawValue)
        if kind.isPacked {
            for word in [high, low] {
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    packed.append(UInt8(truncatingIfNeeded: word >> shift))
                }
            }
        } else {
            text.append(copying: bytes)
            ends.append(Int64(text.count))
        }
    }

    /// Appends the column of the next block (see `TextColumn`).
    mutating func writeBlock(
        rows: Int, with compressor: inout ZstdCompressor, to out: inout [UInt8]
    ) throws(ZstdError) {
        let cells = kinds[next.row..<(next.row + rows)]
        let packedCount = cells.count { TextKind(rawValue: $0)?.isPacked ?? false }
        let textCount = cells.count { $0 == TextKind.text.rawValue }
        let start = next
        next.row += rows
        next.packed += packedCount * TextKind.packedBytes
        next.text += textCount
        next.textBytes = textCount > 0 ? Int(ends[next.text - 1]) : next.textBytes
        guard packedCount + textCount > 0 else { return }

        var kindBytes: [UInt8] = []
        IntegerColumn.append(cells, to: &kindBytes)
        let relative = ends[start.text..<next.text].map { $0 - Int64(start.textBytes) }
        var endBytes: [UInt8] = []
        IntegerColumn.append(relative[...], isLinear: true, to: &endBytes)
        let texts = text.span.extracting(start.textBytes..<next.textBytes)
        let stored = try texts.stored(with: &compressor)

        var head = ByteWriter()
        for length in [
            packedCount, textCount, kindBytes.count, endBytes.count, texts.count, stored.count,
        ] { head.unsigned(UInt64(length)) }
        out += head.bytes
        out += kindBytes
        out += endBytes
        out += packed[start.packed..<next.packed]
        out += stored
    }
}

extension Span<UInt8> {
    /// One zstd frame of the bytes where that is shorter by an eighth at least; else the bytes
    /// themselves, which are read faster. Whoever stores them stores their length too.
    func stored(with compressor: inout ZstdCompressor) throws(ZstdError) -> [UInt8] {
        if count >= 64 {
            let frame = try compressor.compress(self)
            if frame.count <= count - count / 8 { return frame }
        }
        return Array(copying: self)
    }
}

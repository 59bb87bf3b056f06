package import LedgerCore
import OpenSSL

/// A run of entries as stored and checksummed together. It brings its own texts and sealed values,
/// so that it can be read, shipped and applied without any other frame.
///
/// Format version 1; integers of the head and the row ends are big-endian, the others unsigned
/// LEB128 (`ByteWriter`):
///
/// | bytes | what |
/// |---|---|
/// | 4 | magic `KLFR` |
/// | 2 | format version |
/// | 2 | rules version: how its entries are applied |
/// | 8 | sequence of the first entry |
/// | 4 | count of entries, at least 1 |
/// | 8 | recorded_at of every entry, microseconds since 1970 |
/// | … | terms: count, then each length and UTF-8 bytes |
/// | … | personal values: count, then each the holder's term number, the commitment (32 bytes), length and ciphertext |
/// | 4 × count | where each row ends, counted from the first row |
/// | … | rows (`Entry.write`), one after the other |
/// | 32 | SHA-256 of everything before |
///
/// Every format version begins with magic and version and ends with that SHA-256, so that a damaged
/// frame is never taken for a newer one.
package struct Frame: Sendable {
    static let magic: [UInt8] = Array("KLFR".utf8)
    /// The format that this program writes, and the newest it reads.
    package static let formatVersion: UInt16 = 1
    /// The newest rules that this program applies.
    package static let newestRulesVersion: UInt16 = 1
    static let headBytes = 28
    static let checksumBytes = 32

    /// The frame as stored.
    package let encoded: EncodedFrame
    /// How the entries are applied.
    package let rulesVersion: UInt16
    /// The texts, UTF-8, by number.
    let terms: FlatTexts
    let personals: FramePersonals
    let rowEndsStart: Int
    var rowsStart: Int { rowEndsStart + 4 * count }

    /// The bytes of the frame as stored.
    package var bytes: [UInt8] { encoded.bytes }
    /// The sequence of the first entry.
    package var firstSequence: UInt64 { encoded.firstSequence }
    /// How many entries there are; at least 1.
    package var count: Int { encoded.count }
    /// When the entries were recorded.
    package var recordedAt: Timestamp { encoded.recordedAt }
    /// The sequences of the entries.
    package var sequences: Range<UInt64> { encoded.sequences }
    /// The sequence after the last entry.
    package var nextSequence: UInt64 { encoded.nextSequence }

    var place: String { encoded.place }

    static func place(_ firstSequence: UInt64) -> String { "frame \(firstSequence)" }

    static func checksum(of bytes: ArraySlice<UInt8>) -> Digest {
        Digest(words: SHA256.words(of: bytes.span))
    }

    init(
        _ encoded: EncodedFrame, rulesVersion: UInt16, terms: FlatTexts,
        personals: FramePersonals, rowEndsStart: Int
    ) {
        self.encoded = encoded
        self.rulesVersion = rulesVersion
        self.terms = terms
        self.personals = personals
        self.rowEndsStart = rowEndsStart
    }
}

extension Frame {
    /// Decodes every entry, in order.
    /// - Throws: `damaged`, `newer_version`.
    package func entries() throws(LogError) -> [Entry] { try FrameReader(self).entries() }

    /// The rows of the entries from `sequence` on.
    func indices(from sequence: UInt64) -> Range<Int> {
        let first = sequence > firstSequence ? Int(clamping: sequence - firstSequence) : 0
        return min(first, count)..<count
    }

    /// What is wrong with a row, and where.
    func error(_ error: FormatError, at index: Int) -> LogError {
        LogError(error, place: "\(place), entry \(firstSequence + UInt64(index))")
    }

    /// Where in `bytes` a row is.
    func rowRange(_ index: Int) -> Range<Int> {
        (rowsStart + (index == 0 ? 0 : rowEnd(index - 1)))..<(rowsStart + rowEnd(index))
    }

    /// Where a row ends; `init(validating:)` has checked that the ends ascend and lie in the frame.
    private func rowEnd(_ index: Int) -> Int {
        let at = rowEndsStart + 4 * index
        return Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8
            | Int(bytes[at + 3])
    }
}

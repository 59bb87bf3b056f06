package import LedgerCore

/// The row of the manifest that names a sealed segment: all that is needed to open its file, and to
/// know that it is the right one.
package struct SegmentRecord: Sendable, Hashable {
    /// The sequence of the first entry.
    package let firstSequence: UInt64
    /// How many entries there are.
    package let count: UInt64
    /// The digest that the file ends with, and so of its whole content.
    package let digest: Digest
    /// The root of the subtree over the entries' leaves (RFC 6962).
    package let root: Digest
    /// Bytes of the file.
    package let bytes: Int
    /// When the last entry was recorded.
    package let lastRecordedAt: Timestamp
    /// The oldest and the newest rules by which entries are applied.
    package let rulesVersions: ClosedRange<UInt16>

    /// The sequences of the entries.
    package var sequences: Range<UInt64> { firstSequence..<(firstSequence + count) }
    /// The name of the file.
    package var fileName: String { Self.fileName(firstSequence) }

    var place: String { "manifest, segment \(firstSequence)" }

    package init(
        firstSequence: UInt64, count: UInt64, digest: Digest, root: Digest, bytes: Int,
        lastRecordedAt: Timestamp, rulesVersions: ClosedRange<UInt16>
    ) {
        self.firstSequence = firstSequence
        self.count = count
        self.digest = digest
        self.root = root
        self.bytes = bytes
        self.lastRecordedAt = lastRecordedAt
        self.rulesVersions = rulesVersions
    }

    /// The name of the file of the segment that begins there: 16 hexadecimal digits, `.seg`.
    package static func fileName(_ firstSequence: UInt64) -> String {
        let digits = String(firstSequence, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + ".seg"
    }
}

/// The record as the manifest stores it: format version (2 bytes), first sequence (8), count (4),
/// digest (32), root (32), bytes (8), last recorded_at (8), oldest and newest rules (2 each), then
/// the SHA-256 of all that. Integers are big-endian.
extension SegmentRecord {
    private static let version: UInt64 = 1

    /// The record's bytes.
    package var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.fixed(Self.version, width: 2)
        writer.fixed(firstSequence, width: 8)
        writer.fixed(count, width: 4)
        digest.append(to: &writer.bytes)
        root.append(to: &writer.bytes)
        writer.fixed(UInt64(bytes), width: 8)
        writer.fixed(UInt64(bitPattern: lastRecordedAt.microseconds), width: 8)
        writer.fixed(UInt64(rulesVersions.lowerBound), width: 2)
        writer.fixed(UInt64(rulesVersions.upperBound), width: 2)
        Frame.checksum(of: writer.bytes[...]).append(to: &writer.bytes)
        return writer.bytes
    }

    /// Reads a stored record. Total.
    /// - Parameter firstSequence: that of the key it is stored under.
    /// - Throws: `damaged`, `newer_version`.
    package init(_ bytes: [UInt8], firstSequence: UInt64) throws(LogError) {
        let place = "manifest, segment \(firstSequence)"
        let covered = bytes.dropLast(Frame.checksumBytes)
        guard Frame.checksum(of: covered) == Digest(bytes: bytes[covered.endIndex...]) else {
            throw .damaged("its checksum does not match", place: place)
        }
        do throws(FormatError) {
            var reader = ByteReader(covered)
            let version = try reader.fixed(width: 2)
            guard version == Self.version else {
                throw .unknownVersion(UInt16(truncatingIfNeeded: version))
            }
            guard try reader.fixed(width: 8) == firstSequence else {
                throw .malformed("first sequence")
            }
            let count = try reader.fixed(width: 4)
            let digest = try reader.digest()
            let root = try reader.digest()
            let size = try reader.fixed(width: 8)
            let lastRecordedAt = Int64(bitPattern: try reader.fixed(width: 8))
            let oldest = UInt16(truncatingIfNeeded: try reader.fixed(width: 2))
            let newest = UInt16(truncatingIfNeeded: try reader.fixed(width: 2))
            guard let fileBytes = Int(exactly: size), oldest <= newest, reader.isAtEnd,
                !firstSequence.addingReportingOverflow(count).overflow
            else { throw .malformed("record of a segment") }
            self.init(
                firstSequence: firstSequence, count: count, digest: digest, root: root,
                bytes: fileBytes, lastRecordedAt: Timestamp(microseconds: lastRecordedAt),
                rulesVersions: oldest...newest)
        } catch {
            throw LogError(error, place: place)
        }
    }
}

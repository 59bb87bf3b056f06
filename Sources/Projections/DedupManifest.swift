import Files
import LedgerCore
import OpenSSL

/// The file that names the runs of an index, and so its position.
struct DedupManifest: Hashable, Sendable {
    /// A run as it is named: its range, and the digest of its content.
    struct Row: Hashable, Sendable {
        let from: UInt64
        let to: UInt64
        let digest: Digest
    }

    static let name = "dedup.manifest"
    private static let version: UInt16 = 1
    private static let magic: [UInt8] = Array("KLDM".utf8)
    private static let rowBytes = 48
    /// More runs than an index of 2^64 entries has.
    private static let rowsMax = 1_024

    let entriesPerSegment: UInt64
    let rows: [Row]

    func write(in folder: String) throws(ProjectionError) {
        var writer = ByteWriter()
        writer.bytes.append(contentsOf: Self.magic)
        writer.fixed(UInt64(Self.version), width: 2)
        writer.fixed(UInt64(rows.count), width: 2)
        writer.fixed(entriesPerSegment, width: 8)
        for row in rows {
            writer.fixed(row.from, width: 8)
            writer.fixed(row.to, width: 8)
            row.digest.append(to: &writer.bytes)
        }
        let digest = SHA256.digest(of: writer.bytes)
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write(writer.bytes + digest, to: "\(folder)/\(Self.name)")
        }
    }

    /// - Throws: `missing`, `damaged`, `newer_version`, `file_failed`.
    static func read(in folder: String) throws(ProjectionError) -> DedupManifest {
        let path = "\(folder)/\(name)"
        let bytes = try convertingFileErrors { () throws(FileError) in
            let file = try ReadableFile(path: path)
            // What is longer than any manifest is none; its beginning fails the checksum.
            return try file.read(0..<min(file.count, 64 + rowsMax * rowBytes))
        }
        guard bytes.count >= 32,
            SHA256.digest(of: bytes.span.extracting(droppingLast: 32)) == Array(bytes.suffix(32))
        else { throw .damaged("the manifest's checksum does not match", place: path) }
        do {
            return try parse(bytes.dropLast(32))
        } catch .unknownVersion(let version) {
            throw .newer("manifest format \(version)", place: path)
        } catch {
            throw ProjectionError(error, place: path)
        }
    }

    private static func parse(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> DedupManifest {
        var reader = ByteReader(bytes)
        guard Array(try reader.slice(4)) == magic else { throw .malformed("manifest") }
        let version = try reader.fixed(width: 2)
        guard version == Self.version else {
            throw .unknownVersion(UInt16(truncatingIfNeeded: version))
        }
        let count = try Int(reader.fixed(width: 2))
        let entriesPerSegment = try reader.fixed(width: 8)
        guard entriesPerSegment > 0, reader.remaining == count * rowBytes, count <= rowsMax else {
            throw .malformed("manifest")
        }
        var rows: [Row] = []
        for _ in 0..<count {
            let row = Row(
                from: try reader.fixed(width: 8), to: try reader.fixed(width: 8),
                digest: try reader.digest())
            guard row.from == rows.last?.to ?? 0,
                DedupCut(from: row.from, to: row.to, entriesPerSegment: entriesPerSegment) != nil
            else { throw .malformed("manifest") }
            rows.append(row)
        }
        return DedupManifest(entriesPerSegment: entriesPerSegment, rows: rows)
    }
}

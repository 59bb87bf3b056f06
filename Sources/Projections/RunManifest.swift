import Files
import LedgerCore
import OpenSSL

/// The file that names the runs of a projection, and so its position.
///
/// The bytes are specified on the page *The files of projections*.
struct RunManifest: Hashable, Sendable {
    /// Whose runs are named.
    struct Kind: Hashable, Sendable {
        /// The name of the file.
        let name: String
        let magic: String

        static let dedup = Kind(name: "dedup.manifest", magic: "KLDM")
        static let state = Kind(name: "state.manifest", magic: "KLSM")
    }

    /// A run as it is named: its range, and the digest of its content.
    struct Row: Hashable, Sendable {
        let from: UInt64
        let to: UInt64
        let digest: Digest
    }

    private static let version: UInt16 = 1
    private static let rowBytes = 48
    /// More runs than an index of 2^64 entries has, or a state.
    private static let rowsMax = 1_024

    let kind: Kind
    let entriesPerSegment: UInt64
    /// See `Anchor`.
    let anchor: Digest
    /// Each beginning where the one before ends, from sequence 0 on.
    let rows: [Row]

    /// The sequence after the last that a run covers.
    var position: UInt64 { rows.last?.to ?? 0 }

    /// Puts it in the place of the one that may be there, durably.
    /// - Throws: `disk_full`, `file_failed`.
    func write(in folder: String) throws(ProjectionError) {
        var writer = ByteWriter()
        writer.bytes.append(contentsOf: kind.magic.utf8)
        writer.fixed(UInt64(Self.version), width: 2)
        writer.fixed(UInt64(rows.count), width: 2)
        writer.fixed(entriesPerSegment, width: 8)
        anchor.append(to: &writer.bytes)
        for row in rows {
            writer.fixed(row.from, width: 8)
            writer.fixed(row.to, width: 8)
            row.digest.append(to: &writer.bytes)
        }
        let digest = SHA256.digest(of: writer.bytes)
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write(writer.bytes + digest, to: "\(folder)/\(kind.name)")
        }
    }

    /// - Throws: `missing`, `damaged` (also where it was made for segments of another size),
    ///   `newer_version`, `file_failed`.
    static func read(
        _ kind: Kind, in folder: String, entriesPerSegment: UInt64
    ) throws(ProjectionError) -> RunManifest {
        let path = "\(folder)/\(kind.name)"
        let bytes = try convertingFileErrors { () throws(FileError) in
            let file = try ReadableFile(path: path)
            // What is longer than any manifest is none; its beginning fails the checksum.
            return try file.read(0..<min(file.count, 128 + rowsMax * rowBytes))
        }
        guard bytes.count >= 32,
            SHA256.digest(of: bytes.span.extracting(droppingLast: 32)) == Array(bytes.suffix(32))
        else { throw .damaged("the manifest's checksum does not match", place: path) }
        let manifest: RunManifest
        do {
            manifest = try parse(kind, bytes.dropLast(32))
        } catch .unknownVersion(let version) {
            throw .newer("manifest format \(version)", place: path)
        } catch {
            throw ProjectionError(error, place: path)
        }
        guard manifest.entriesPerSegment == entriesPerSegment else {
            throw .damaged(
                "it was cut into segments of \(manifest.entriesPerSegment) entries, not of "
                    + "\(entriesPerSegment)",
                place: path)
        }
        return manifest
    }

    private static func parse(
        _ kind: Kind, _ bytes: ArraySlice<UInt8>
    ) throws(FormatError) -> RunManifest {
        var reader = ByteReader(bytes)
        guard try reader.slice(4).elementsEqual(kind.magic.utf8) else {
            throw .malformed("manifest")
        }
        let version = try reader.fixed(width: 2)
        guard version == Self.version else {
            throw .unknownVersion(UInt16(truncatingIfNeeded: version))
        }
        let count = try Int(reader.fixed(width: 2))
        let entriesPerSegment = try reader.fixed(width: 8)
        let anchor = try reader.digest()
        guard entriesPerSegment > 0, reader.remaining == count * rowBytes, count <= rowsMax else {
            throw .malformed("manifest")
        }
        var rows: [Row] = []
        for _ in 0..<count {
            let row = Row(
                from: try reader.fixed(width: 8), to: try reader.fixed(width: 8),
                digest: try reader.digest())
            guard row.from == rows.last?.to ?? 0, row.from < row.to else {
                throw .malformed("manifest")
            }
            rows.append(row)
        }
        return RunManifest(
            kind: kind, entriesPerSegment: entriesPerSegment, anchor: anchor, rows: rows)
    }
}

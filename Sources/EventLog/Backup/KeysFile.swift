import Files
package import LedgerCore

/// The keys of a ledger as one file, `keys` in a backup: what leaves are blinded with and what
/// personal values are enciphered with.
///
/// It is apart from all else in the backup and may be replaced by a newer one of the same ledger:
/// that is how an erasure reaches a backup. So `backup.json` does not say its digest; it has its
/// own. Integers are big-endian:
///
/// | bytes | what |
/// |---|---|
/// | 4 | magic `KLKY` |
/// | 2 | format version, 1 |
/// | 2 | zeros |
/// | 16 | the ledger's identity |
/// | 8 | when it was made, microseconds since 1970 |
/// | 32 | the blinding key |
/// | 8 | count of rows |
/// | 128 × count | rows of holders, as in `secrets/holder-keys` and in the same order |
/// | 32 | SHA-256 of everything before |
package struct KeysFile: Sendable, Equatable {
    /// Its name in a backup.
    package static let name = "keys"
    private static let magic = Array("KLKY".utf8)
    private static let version: UInt16 = 1
    private static let blindingKeyBytes = 32
    private static let headBytes = 72

    /// The ledger whose keys they are: 32 hexadecimal digits.
    package let ledger: String
    /// When it was made.
    package let createdAt: Timestamp
    let blindingKey: [UInt8]
    let holders: [HolderKeyRecord]

    /// How many holders have a key.
    package var holderCount: Int { Set(holders.filter { $0.key != nil }.map(\.holder)).count }

    init(ledger: String, createdAt: Timestamp, blindingKey: [UInt8], holders: [HolderKeyRecord]) {
        self.ledger = ledger
        self.createdAt = createdAt
        self.blindingKey = blindingKey
        self.holders = holders
    }

    /// The bytes of the file.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.bytes += Self.magic
        writer.fixed(UInt64(Self.version), width: 2)
        writer.fixed(0, width: 2)
        writer.bytes += Hex.decode(ledger) ?? []
        writer.fixed(UInt64(bitPattern: createdAt.microseconds), width: 8)
        writer.bytes += blindingKey
        writer.fixed(UInt64(holders.count), width: 8)
        for holder in holders { writer.bytes += holder.encoded }
        Frame.checksum(of: writer.bytes[...]).append(to: &writer.bytes)
        return writer.bytes
    }

    /// Reads the bytes of a file. Total.
    /// - Parameter place: of the file, for errors.
    /// - Throws: `damaged`, `newer_version`.
    package init(_ bytes: [UInt8], place: String) throws(LogError) {
        let covered = bytes.dropLast(Frame.checksumBytes)
        guard covered.count >= Self.headBytes,
            Frame.checksum(of: covered) == Digest(bytes: bytes[covered.endIndex...])
        else { throw .damaged("the keys do not match their checksum", place: place) }
        do throws(FormatError) {
            var reader = ByteReader(covered)
            guard try reader.slice(4).elementsEqual(Self.magic) else { throw .malformed("keys") }
            let version = UInt16(truncatingIfNeeded: try reader.fixed(width: 2))
            guard version == Self.version else { throw .unknownVersion(version) }
            guard try reader.fixed(width: 2) == 0 else { throw .malformed("keys") }
            ledger = Hex.encode(Array(try reader.slice(16)))
            createdAt = Timestamp(
                microseconds: Int64(bitPattern: try reader.fixed(width: 8)))
            blindingKey = Array(try reader.slice(Self.blindingKeyBytes))
            let size = HolderKeyRecord.byteCount
            let count = try reader.fixed(width: 8)
            guard reader.remaining % size == 0, count == UInt64(reader.remaining / size) else {
                throw .malformed("count of keys")
            }
            var holders: [HolderKeyRecord] = []
            while !reader.isAtEnd {
                switch HolderKeyRecord.read(try reader.slice(size)) {
                case .record(let record): holders.append(record)
                case .unknownVersion(let version): throw .unknownVersion(UInt16(version))
                case .halfErased, .damaged: throw .malformed("key of a holder")
                }
            }
            self.holders = holders
        } catch {
            throw LogError(error, place: place)
        }
    }

    /// Reads a file.
    /// - Throws: `damaged`, `newer_version`, `file_failed`.
    package static func read(from path: String) throws(LogError) -> KeysFile {
        let bytes = try convertingFileErrors { () throws(FileError) in
            let file = try ReadableFile(path: path)
            return try file.read(0..<file.count)
        }
        return try KeysFile(bytes, place: path)
    }

    /// Makes the file durable, in the place of one that may be there.
    /// - Throws: `disk_full`, `file_failed`.
    package func write(to path: String) throws(LogError) {
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write(encoded, to: path)
        }
    }
}

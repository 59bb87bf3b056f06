import EventLog
import Files
import Foundation
package import LedgerCore

/// What a backup is of and which files it has: `backup.json`, written after everything else, so
/// that a backup without it was cut off and is none.
///
/// The keys are not among the files: they may be replaced (see `KeysFile`).
package struct BackupManifest: Sendable, Hashable {
    /// One file of the backup.
    package struct File: Sendable, Hashable, Codable {
        /// Below the folder of the backup.
        package let path: String
        /// Its size.
        package let bytes: Int
        /// SHA-256 of its bytes, in hexadecimal.
        package let sha256: String
    }

    static let name = "backup.json"
    static let logPath = "log/data.mdb"
    private static let version = 1
    private static let bytesMax = 64 * 1024 * 1024

    /// The ledger's identity.
    package let ledger: String
    /// How many entries a segment holds.
    package let entriesPerSegment: UInt64
    /// How many entries the backup has.
    package let position: UInt64
    /// When the last of them was recorded.
    package let lastRecordedAt: Timestamp
    /// When the backup was made.
    package let createdAt: Timestamp
    /// The root of the tree over their leaves (RFC 6962).
    package let root: Digest
    /// The log and the segments.
    package let files: [File]

    /// What the files take.
    package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

    /// The path of a segment's file.
    static func path(ofSegment name: String) -> String { "segments/\(name)" }

    /// Whether a backup may have a file of that path: nothing leads out of its folder.
    private static func isOurs(_ path: String) -> Bool {
        if path == logPath { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "segments", parts[1].hasSuffix(".seg") else {
            return false
        }
        let digits = parts[1].dropLast(4)
        return digits.utf8.count == 16 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}

extension BackupManifest {
    /// The members as they are written.
    private struct Stored: Codable {
        var version: Int
        var ledger: String
        var entriesPerSegment: UInt64
        var position: UInt64
        var lastRecordedAt: String
        var createdAt: String
        var root: String
        var files: [File]

        private enum CodingKeys: String, CodingKey {
            case version, ledger, position, root, files
            case entriesPerSegment = "entries_per_segment"
            case lastRecordedAt = "last_recorded_at"
            case createdAt = "created_at"
        }
    }

    /// What tells how the rest is to be read.
    private struct Head: Decodable {
        var version: Int
    }

    /// Makes the file durable.
    /// - Parameter folder: that of the backup.
    /// - Throws: `disk_full`, `file_failed`.
    func write(in folder: String) throws(LogError) {
        let stored = Stored(
            version: Self.version, ledger: ledger, entriesPerSegment: entriesPerSegment,
            position: position, lastRecordedAt: lastRecordedAt.rfc3339,
            createdAt: createdAt.rfc3339, root: root.hex, files: files)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let path = "\(folder)/\(Self.name)"
        // No member holds anything that JSON cannot say, so this does not fail.
        let bytes = (try? encoder.encode(stored)).map(Array.init) ?? []
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write(bytes + [UInt8(ascii: "\n")], to: path)
        }
    }

    /// Reads the file of a backup. Total.
    /// - Throws: `no_backup` where there is none, `damaged`, `newer_version`, `file_failed`.
    static func read(in folder: String) throws(LogError) -> BackupManifest {
        let path = "\(folder)/\(name)"
        let bytes: [UInt8]
        do throws(FileError) {
            let file = try ReadableFile(path: path)
            bytes = try file.read(0..<min(file.count, bytesMax))
        } catch {
            guard error.code == .notFound else { throw LogError(error) }
            throw LogError(
                code: .noBackup,
                sentence: "There is no \(name): the folder is no backup, or one that was cut off. "
                    + "Choose another.",
                place: folder)
        }
        guard let head = try? JSONDecoder().decode(Head.self, from: Data(bytes)) else {
            throw .damagedBackup("the file is not what was written", place: path)
        }
        guard head.version == version else {
            throw LogError(
                code: .newerVersion,
                sentence: "This version does not know backup format \(head.version); restore with "
                    + "a newer keyledger.",
                place: path)
        }
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(bytes)),
            let lastRecordedAt = Timestamp(rfc3339: stored.lastRecordedAt),
            let createdAt = Timestamp(rfc3339: stored.createdAt),
            let root = Digest(hex: stored.root),
            stored.files.allSatisfy({ isOurs($0.path) && $0.bytes >= 0 }),
            Set(stored.files.map(\.path)).count == stored.files.count,
            stored.files.contains(where: { $0.path == logPath })
        else { throw .damagedBackup("the file is not what was written", place: path) }
        return BackupManifest(
            ledger: stored.ledger, entriesPerSegment: stored.entriesPerSegment,
            position: stored.position, lastRecordedAt: lastRecordedAt, createdAt: createdAt,
            root: root, files: stored.files)
    }
}

extension LogError {
    /// - Parameter what: what the backup is not, as a clause.
    static func damagedBackup(_ what: String, place: String) -> LogError {
        LogError(
            code: .damaged,
            sentence: "The backup is damaged: \(what). Restore another one.", place: place)
    }
}

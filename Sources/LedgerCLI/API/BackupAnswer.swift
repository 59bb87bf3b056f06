import LedgerCore
import LedgerService
import LedgerText

/// A backup, as the API answers it.
struct BackupAnswer: Item {
    var folder: String
    var ledger: String
    var position: UInt64
    var lastRecordedAt: String
    var createdAt: String
    var root: String
    var files: Int
    var bytes: Int

    /// What the API would answer of a backup that this process made.
    init(_ backup: BackupManifest, folder: String) {
        self.folder = folder
        ledger = backup.ledger
        position = backup.position
        lastRecordedAt = backup.lastRecordedAt.rfc3339
        createdAt = backup.createdAt.rfc3339
        root = backup.root.hex
        files = backup.files.count
        bytes = backup.bytes
    }

    var details: Details {
        var details = Details()
        details.add("backup", Value(folder))
        details.add("ledger", Value(ledger))
        details.add("entries", Value(position))
        details.add("last recorded at", .time(lastRecordedAt))
        details.add("tree root", Value(root))
        details.add("files", Value(files))
        details.add(
            "stored", Value(shown: ByteSize.text(bytes: bytes), exported: String(bytes)))
        return details
    }

    var json: JSONValue {
        [
            "folder": .string(folder), "ledger": .string(ledger), "position": .number(position),
            "last_recorded_at": .string(lastRecordedAt), "created_at": .string(createdAt),
            "root": .string(root), "files": .number(files), "bytes": .number(bytes),
        ]
    }
}

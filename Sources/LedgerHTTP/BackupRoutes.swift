import HTTPTypes
import LedgerCore
import LedgerService

/// Backups onto the server's own machine.
enum BackupRoutes {
    static let all = [Route(.post, "/v1/backups", .ledgerAdmin, create)]

    private static let nameBytesMax = 100

    /// The name of a new folder below the root that the operator gave; nothing leads out of it.
    @Sendable private static func create(_ call: Call) async throws(APIError) -> Answer {
        let body = try await call.body(NewBackupBody.self)
        guard call.caller.tenants == .all else { throw .allTenantsNeeded }
        guard let root = call.api.backupRoot else {
            throw APIError(
                .conflict, "no_backup_root",
                "This server makes no backups; start it with --backup-root, or stop it and use "
                    + "keyledger backup --data.")
        }
        guard isName(body.folder) else {
            throw .invalid(
                "folder",
                "must be a name of 1 to \(nameBytesMax) letters, digits, dots, dashes and "
                    + "underscores that begins with a letter or digit")
        }
        let ledger = call.ledger
        let path = "\(root)/\(body.folder)"
        let made = try await backingUp { () throws(LedgerError) in try ledger.backUp(to: path) }
        return try .json(BackupBody(made, folder: body.folder), ledger.view, status: .created)
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...nameBytesMax).contains(text.utf8.count), let first = text.first else {
            return false
        }
        let isWord = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
        }
        return isWord && (first.isLetter || first.isNumber)
    }

    /// Does it on a thread of its own; what the caller can mend is a refusal.
    private static func backingUp(
        _ body: @escaping @Sendable () throws(LedgerError) -> BackupManifest
    ) async throws(APIError) -> BackupManifest {
        do throws(APIError) {
            return try await reading(body)
        } catch {
            switch error.code {
            case "folder_not_empty":
                throw APIError(.conflict, error.code, error.detail, field: "folder")
            case "disk_low": throw APIError(.diskLow)
            default: throw error
            }
        }
    }
}

private struct NewBackupBody: StrictBody {
    let folder: String

    enum CodingKeys: String, CodingKey {
        case folder
    }
}

/// A backup that was made, as it is answered.
private struct BackupBody: Encodable {
    let backup: BackupManifest
    let folder: String

    init(_ backup: BackupManifest, folder: String) {
        self.backup = backup
        self.folder = folder
    }

    private enum CodingKeys: String, CodingKey {
        case folder, ledger, position, root, bytes, files
        case lastRecordedAt = "last_recorded_at"
        case createdAt = "created_at"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(folder, forKey: .folder)
        try container.encode(backup.ledger, forKey: .ledger)
        try container.encode(backup.position, forKey: .position)
        try container.encode(backup.lastRecordedAt, forKey: .lastRecordedAt)
        try container.encode(backup.createdAt, forKey: .createdAt)
        try container.encode(backup.root.hex, forKey: .root)
        try container.encode(backup.files.count, forKey: .files)
        try container.encode(backup.bytes, forKey: .bytes)
    }
}

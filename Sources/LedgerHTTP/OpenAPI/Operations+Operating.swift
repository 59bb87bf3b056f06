import HTTPTypes
import LedgerCore

/// What an operator asks of the ledger as a whole.
extension [Operation] {
    static let operating: Self = [
        Operation(
            .get, "/v1/status", "getStatus",
            "How the ledger stands: sizes, growth, what lags, open problems.",
            [
                .query(
                    "root_at", .sequence,
                    "Adds the root of the tree over so many entries, at most the position.")
            ],
            answers: [.json(.reference(.status), "The status.")],
            problems: .log + [.allTenantsNeeded]),
        Operation(
            .post, "/v1/backups", "createBackup", "Back the ledger up while it runs.",
            body: .json(.newBackup),
            answers: [.json(.reference(.backup), status: 201, "The backup, whole and synced.")],
            problems: .json + .log + [
                .allTenantsNeeded, .noBackupRoot, .folderNotEmpty, .diskLow,
            ]),
    ]
}

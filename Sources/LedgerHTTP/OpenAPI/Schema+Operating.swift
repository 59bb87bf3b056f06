import LedgerCore

/// How a ledger stands, and backups of it.
extension Schema {
    static let status = object([
        .always("version", text()), .always("ledger", text()), .always("position", sequence),
        .always("last_recorded_at", time),
        .always(
            "bytes",
            object(
                ["log", "segments", "projections", "secrets", "total"].map {
                    .always($0, integer(from: 0))
                })),
        .always("bytes_per_entry", integer(from: 0)),
        .always("entries_last_day", integer(from: 0)),
        .always("bytes_per_day", integer(from: 0)), .always("free_bytes", integer(from: 0)),
        .always("days_until_full", nullable(integer(from: 0))),
        .always("unsealed", integer(from: 0)), .always("unindexed", integer(from: 0)),
        .always("problems", array(of: words(["disk_low", "clock_suspect"]))),
        .optional("root", text(pattern: "^[0-9a-f]{64}$")),
    ])

    static let newBackup = object([
        .always("folder", text(pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"))
    ])

    static let backup = object([
        .always("folder", text()), .always("ledger", text()), .always("position", sequence),
        .always("last_recorded_at", time), .always("created_at", time),
        .always("root", text(pattern: "^[0-9a-f]{64}$")), .always("files", integer(from: 0)),
        .always("bytes", integer(from: 0)),
    ])
}

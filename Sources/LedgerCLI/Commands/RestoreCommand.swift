import ArgumentParser
import LedgerCore
import LedgerService
import LedgerText

/// `keyledger restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a ledger of a backup, and verify it.",
        discussion: """
            Every file is held against the backup's own list, then the new ledger is walked \
            through as keyledger verify does. It says up to which entry and time the backup \
            reaches; with --against, what it lacks of the ledger that went on.

            Example: keyledger restore /backups/monday --data restored --against keyledger-data
            """)

    @Argument(help: "The folder of the backup.", completion: .directory)
    var backup: String

    @Option(
        help: ArgumentHelp("The data folder to make; missing or empty.", valueName: "dir"),
        completion: .directory)
    var data: String

    @Option(
        help: ArgumentHelp(
            "A keys file to use in the place of the backup's own, such as that of a newer backup.",
            valueName: "file"),
        completion: .file())
    var keys: String?

    @Option(
        help: ArgumentHelp(
            "The ledger that went on, to say what the backup lacks: a server's URL, or a data "
                + "folder that no server holds.", valueName: "dir|url"),
        completion: .directory)
    var against: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let manifest = try Failure.converting { () throws(LedgerError) in
            try Ledger.backup(at: backup)
        }
        // Asked first: where nobody answers, nothing was begun.
        var lacking: Lacking?
        if let against { lacking = try await Lacking(manifest, of: against) }
        var progress = ProgressDisplay("verifying")
        let report = try Failure.converting { () throws(LedgerError) in
            defer { progress.finish() }
            return try Ledger.restore(from: backup, to: data, keys: keys) { done, total in
                progress.update(done: Int(clamping: done), total: Int(clamping: total))
            }
        }
        let answer = RestoreAnswer(report: report, data: data, lacking: lacking)
        try output.show(answer.details, json: answer.json)
        for line in answer.notes where output.isForPeople { Console.note(line) }
        if lacking?.isSameHistory == false {
            throw Failure(
                .refused,
                "The backup was restored, but \(against ?? "") is not the ledger that it was "
                    + "taken of, or has another history.", code: "another_ledger")
        }
    }
}

/// What a backup lacks of the ledger that went on.
private struct Lacking {
    private struct Status: Decodable {
        var ledger: String
        var position: UInt64
        var lastRecordedAt: String
        var root: String?
    }

    /// Whether the other ledger has the very entries of the backup.
    let isSameHistory: Bool
    /// How many entries came after those of the backup.
    let entries: UInt64
    /// When the last of them was recorded.
    let lastRecordedAt: String

    /// Asks the other ledger.
    init(_ backup: BackupManifest, of ledger: String) async throws {
        let isServer = ledger.hasPrefix("http://") || ledger.hasPrefix("https://")
        var connection = try ConnectionOptions.parse([])
        if isServer { connection.url = ledger } else { connection.data = ledger }
        let (status, root) = try await connection.withAPI { api in
            let status: Status = try await api.send(APIRequest(.get, ["status"])).accepted()
                .decoded()
            guard status.ledger == backup.ledger, status.position >= backup.position else {
                return (status, nil as String?)
            }
            let query: KeyValuePairs = ["root_at": String(backup.position) as String?]
            let atBackup: Status = try await api.send(
                APIRequest(.get, ["status"], query: query)
            ).accepted().decoded()
            return (atBackup, atBackup.root)
        }
        isSameHistory = root == backup.root.hex
        entries = status.position - min(status.position, backup.position)
        lastRecordedAt = status.lastRecordedAt
    }
}

/// A restore, as it is shown.
private struct RestoreAnswer {
    let report: RestoreReport
    let data: String
    let lacking: Lacking?

    private var backup: BackupManifest { report.backup }

    var details: Details {
        var details = Details()
        details.add("restored to", Value(data))
        details.add("ledger", Value(backup.ledger))
        details.add("entries", Value(backup.position))
        details.add("last recorded at", .time(backup.lastRecordedAt.rfc3339))
        details.add("tree root", Value(backup.root.hex))
        details.add("backup of", .time(backup.createdAt.rfc3339))
        details.add("keys of", .time(report.keysCreatedAt.rfc3339))
        details.add("holders with a key", Value(report.holders))
        details.add("holders without", Value(report.missingHolders.count))
        if let lacking {
            details.add("same history", Value(lacking.isSameHistory ? "yes" : "no"))
            details.add("lacks entries", Value(lacking.entries))
            details.add("which reaches", .time(lacking.lastRecordedAt))
        }
        return details
    }

    /// What a person should know of it beside the fields.
    var notes: [String] {
        var notes: [String] = []
        if !report.missingHolders.isEmpty {
            let holders = Number.counted(report.missingHolders.count, "holder")
            notes.append(
                "The keys are older than the backup: names, addresses and reasons are lost, of "
                    + "\(holders). A newer keys file opens them: restore again with --keys.")
        }
        if let lacking, lacking.isSameHistory, lacking.entries > 0 {
            let entries = Number.counted(lacking.entries, "entry", "entries")
            notes.append(
                "Lost with this backup: \(entries) recorded after "
                    + "\(backup.lastRecordedAt.rfc3339).")
        }
        return notes
    }

    var json: JSONValue {
        .object(present: [
            "data": .string(data),
            "ledger": .string(backup.ledger),
            "position": .number(backup.position),
            "last_recorded_at": .string(backup.lastRecordedAt.rfc3339),
            "root": .string(backup.root.hex),
            "created_at": .string(backup.createdAt.rfc3339),
            "keys_created_at": .string(report.keysCreatedAt.rfc3339),
            "holders": .number(report.holders),
            "missing_holders": .strings(report.missingHolders),
            "same_history": lacking.map { .boolean($0.isSameHistory) },
            "lacking_entries": lacking.map { .number($0.entries) },
        ])
    }
}

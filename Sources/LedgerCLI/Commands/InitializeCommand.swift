import ArgumentParser
import LedgerCore
import LedgerService

/// `keyledger init`
struct Initialize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a ledger in an empty folder and show its admin key once.",
        discussion: """
            `keyledger serve` does this by itself on its first start; init is for scripts.

            Example: keyledger init --data keyledger-data --output json
            """)

    @Option(
        help: ArgumentHelp("The folder, missing or empty.", valueName: "dir"),
        completion: .directory)
    var data: String

    @Option(
        help: ArgumentHelp(
            "65536, or 256 for tests; it cannot be changed later.", valueName: "count"))
    var entriesPerSegment: UInt64 = Limits.entriesPerSegment

    @OptionGroup var output: OutputOptions

    func validate() throws {
        let allowed = [Limits.entriesPerSegment, Limits.entriesPerTestSegment]
        guard allowed.contains(entriesPerSegment) else {
            throw ValidationError("--entries-per-segment is 65536 or 256.")
        }
    }

    func run() async throws {
        var founding = Ledger.Founding()
        founding.entriesPerSegment = entriesPerSegment
        let founded = try Failure.converting { () throws(LedgerError) in
            try Ledger.create(at: data, founding: founding)
        }
        await founded.ledger.close()
        switch output.output {
        case .json, .ndjson: try output.writeLine(["admin_key": .string(founded.adminToken)])
        case .csv: try Console.write("admin_key\r\n\(founded.adminToken)\r\n")
        case .table:
            Console.note("The ledger is in \(data). Its admin key, shown this once:\n")
            try Console.write(founded.adminToken + "\n")
            Console.note("\nStart it with: keyledger serve --data \(ShellWord.quoted(data))")
        }
    }
}

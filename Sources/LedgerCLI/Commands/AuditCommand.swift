import ArgumentParser
import LedgerService

/// `keyledger audit …`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit: what the log proves about keys and calls.",
        subcommands: [Who.self, Entries.self, Entry.self])
}

extension AuditCommand {
    struct Who: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Who used a key: from where, with what, for what, and what was refused.",
            discussion: """
                Examples:
                  keyledger audit who key_…
                  keyledger audit who key_… --last 7d
                  keyledger audit who AKIA… --from 2023-07-10 --to 2023-07-11
                """)

        @OptionGroup var key: KeyArgument

        @Option(help: "Only the last 24h, 7d, …")
        var last: SpanArgument?

        @Option(help: "From this time on: a date (UTC), RFC 3339, or a span ago.")
        var from: TimeArgument?

        @Option(help: "Before this time: a date (UTC), RFC 3339, or a span ago.")
        var to: TimeArgument?

        @Option(help: ArgumentHelp("How many rows a section shows.", valueName: "count"))
        var rows = 10

        @OptionGroup var options: APIOptions

        func validate() throws {
            if last != nil, from != nil || to != nil {
                throw ValidationError("Give --last or --from and --to, not both.")
            }
            if rows < 1 { throw ValidationError("--rows is at least 1.") }
        }

        func run() async throws {
            let now = SystemClock().now
            let first = last.map(TimeArgument.span) ?? from
            let request = APIRequest(
                .get, ["audit", "who", key.id],
                query: ["from": first?.past(now: now), "to": to?.past(now: now)])
            try await options.withAnswer(to: request) { answer throws(Failure) in
                try WhoPage.show(answer, rowsMax: rows, options.output)
            }
        }
    }
}

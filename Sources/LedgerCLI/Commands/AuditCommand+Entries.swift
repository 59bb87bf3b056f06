import ArgumentParser
import LedgerService

extension AuditCommand {
    struct Entries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List entries of the log, oldest first.",
            discussion: """
                With --output ndjson each line holds an entry with its leaf, the JSON that is \
                hashed.

                Examples:
                  keyledger audit entries --key key_…
                  keyledger audit entries --tenant acme --type key.created --from 7d
                """)

        @Option(help: "Only entries about this key.")
        var key: String?

        @Option(help: "Only entries of this tenant.")
        var tenant: String?

        @Option(help: "Only entries of this type, such as key.created.")
        var type: String?

        @Option(help: "From this time on: a date (UTC), RFC 3339, or a span ago.")
        var from: TimeArgument?

        @Option(help: "Before this time: a date (UTC), RFC 3339, or a span ago.")
        var to: TimeArgument?

        @OptionGroup var options: APIOptions

        func run() async throws {
            let now = SystemClock().now
            let request = APIRequest(
                .get, ["entries"],
                query: [
                    "key": key, "tenant": tenant, "type": type, "from": from?.past(now: now),
                    "to": to?.past(now: now),
                ])
            try await options.showList(of: EntryAnswer.self, "such entries", request)
        }
    }

    struct Entry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one entry of the log, with the personal values that it commits to.",
            discussion: "Example: keyledger audit entry 42")

        @Argument(help: "Its sequence, from 0.")
        var sequence: UInt64

        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.show(
                APIRequest(.get, ["entries", String(sequence)]), as: EntryAnswer.self)
        }
    }
}

import ArgumentParser

/// `keyledger usage …`
struct UsageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Usage: report calls that happened, and read what the meters say.",
        subcommands: [Send.self, Meters.self])
}

extension UsageCommand {
    struct Meters: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What the meters of a tenant say for a month.",
            discussion: """
                Examples:
                  keyledger usage meters --tenant acme
                  keyledger usage meters --tenant acme --period 2026-11 --by-key
                """)

        @Option(help: "The tenant.")
        var tenant: String

        @Option(help: "The month, as 2026-11. (default: the one that the tenant is in)")
        var period: String?

        @Flag(help: "One row per key.")
        var byKey = false

        @OptionGroup var options: APIOptions

        func run() async throws {
            let request = APIRequest(
                .get, ["meters"],
                query: [
                    "tenant": tenant, "period": period, "group_by": byKey ? "key" : nil,
                ])
            try await options.withAnswer(to: request) { answer throws(Failure) in
                try MetersAnswer.show(answer, byKey: byKey, options.output)
            }
        }
    }
}

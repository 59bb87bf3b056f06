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
                  keyledger usage meters --tenant acme --period 2026-11 --group-by key
                """)

        @Option(help: "The tenant.")
        var tenant: String

        @Option(help: "The month, as 2026-11. (default: the one that the tenant is in)")
        var period: String?

        @Option(
            help: ArgumentHelp(
                "What the rows are told apart by, such as key; several with commas between.",
                valueName: "name,…"))
        var groupBy: String?

        @OptionGroup var options: APIOptions

        func run() async throws {
            let request = APIRequest(
                .get, ["meters"],
                query: [
                    "tenant": tenant, "period": period, "group_by": groupBy,
                ])
            try await options.withAnswer(to: request) { answer throws(Failure) in
                let groups = (groupBy ?? "").split(separator: ",").map(String.init)
                try MetersAnswer.show(answer, by: groups, options.output)
            }
        }
    }
}

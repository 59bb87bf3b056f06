import ArgumentParser

/// `keyledger key …`
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Keys: make, change, end, and see what became of them.",
        groupedSubcommands: [
            CommandGroup(
                name: "Make and look", subcommands: [Create.self, List.self, Show.self]),
            CommandGroup(
                name: "Change",
                subcommands: [Rename.self, Scopes.self, Caps.self, Expire.self, Rotate.self]),
            CommandGroup(
                name: "Stop and end",
                subcommands: [Disable.self, Enable.self, Revoke.self, Delete.self]),
            CommandGroup(name: "Look back", subcommands: [History.self, Usage.self]),
        ])
}

/// The key that a command is about.
struct KeyArgument: ParsableArguments {
    @Argument(help: "The key's id, never its token.")
    var id: String
}

extension KeyCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List keys.", discussion: "Example: keyledger key list --tenant acme")

        @Option(help: "Only the keys of this tenant.")
        var tenant: String?

        @Option(help: "Only the keys of this principal.")
        var owner: String?

        @Option(help: "Only active, disabled, expired, revoked or deleted ones.")
        var status: String?

        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.showList(
                of: KeyAnswer.self, "keys",
                APIRequest(
                    .get, ["keys"],
                    query: ["tenant": tenant, "owner": owner, "status": status]))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a key.", discussion: "Example: keyledger key show key_…")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.show(APIRequest(.get, ["keys", key.id]), as: KeyAnswer.self)
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What was done to a key, by whom and when.",
            discussion: "Example: keyledger key history key_…")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.showList(
                of: HistoryAnswer.self, "entries", APIRequest(.get, ["keys", key.id, "history"]))
        }
    }

    struct Usage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a key used, month by month.",
            discussion: "Example: keyledger key usage key_…")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: APIOptions

        func run() async throws {
            let request = APIRequest(.get, ["keys", key.id, "usage"])
            try await options.withAnswer(to: request) { answer throws(Failure) in
                try KeyUsageAnswer.show(answer, options.output)
            }
        }
    }
}

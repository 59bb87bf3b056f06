import ArgumentParser

extension KeyCommand {
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a key until it is enabled again.",
            discussion: "Example: keyledger key disable key_… --reason 'under review'")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: ChangeOptions

        func run() async throws { try await key.carryOut("disable", options) }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a disabled key work again.",
            discussion: "Example: keyledger key enable key_…")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: ChangeOptions

        func run() async throws { try await key.carryOut("enable", options) }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a key for good; nothing brings it back.",
            discussion: "Example: keyledger key revoke key_… --reason 'laptop lost'")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: ChangeOptions

        func run() async throws { try await key.carryOut("revoke", options) }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a key for good and take it off lists; its entries stay.",
            discussion: "Example: keyledger key delete key_…")

        @OptionGroup var key: KeyArgument
        @OptionGroup var options: ChangeOptions

        func run() async throws {
            try await options.show(APIRequest(.delete, ["keys", key.id]), as: KeyAnswer.self)
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key a new token; the old one works on for the overlap.",
            discussion: "Example: keyledger key rotate key_… --overlap 24h")

        @OptionGroup var key: KeyArgument

        @Option(help: "How long the old token works on: 0s, 90m, 24h, 7d.")
        var overlap: SpanArgument?

        @OptionGroup var options: ChangeOptions

        func run() async throws {
            let body = JSONValue.object(present: [
                "overlap_seconds": overlap.map { .number($0.seconds) }
            ])
            let request = APIRequest(.post, ["keys", key.id, "rotate"], json: body)
            try await options.withAnswer(to: request) { answer throws(Failure) in
                try MintedAnswer.show(answer, options.output)
            }
        }
    }
}

extension KeyArgument {
    /// Does something to the key and shows it as it is then.
    fileprivate func carryOut(_ act: String, _ options: ChangeOptions) async throws {
        try await options.show(APIRequest(.post, ["keys", id, act]), as: KeyAnswer.self)
    }
}

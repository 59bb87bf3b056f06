import ArgumentParser
import LedgerService

extension KeyCommand {
    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key another name.",
            discussion: "Example: keyledger key rename key_… \"billing export\"")

        @OptionGroup var key: KeyArgument

        @Argument(help: "The new name.")
        var name: String

        @OptionGroup var options: ChangeOptions

        func run() async throws {
            try await options.change(key.id, ["name": .string(name)])
        }
    }

    struct Scopes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a key may do; this replaces all it could.",
            discussion: "Example: keyledger key scopes key_… orders:read orders:write")

        @OptionGroup var key: KeyArgument

        @Argument(help: "Its scopes from now on.")
        var scopes: [String] = []

        @Flag(help: "Take all scopes away.")
        var none = false

        @OptionGroup var options: ChangeOptions

        func validate() throws {
            if scopes.isEmpty != none {
                throw ValidationError("Give the scopes, or --none to take all away.")
            }
        }

        func run() async throws {
            try await options.change(key.id, ["scopes": .strings(scopes)])
        }
    }

    struct Caps: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how a key's caps stand, or set them.",
            discussion: """
                The caps set replace all it had.

                Examples:
                  keyledger key caps key_…
                  keyledger key caps key_… --set 10000 --set tokens/day=500000
                """)

        @OptionGroup var key: KeyArgument

        @Option(
            name: .customLong("set"),
            help: ArgumentHelp("A cap from now on: " + CapArgument.help, valueName: "cap"))
        var caps: [CapArgument] = []

        @Flag(help: "Take all caps away.")
        var none = false

        @OptionGroup var options: ChangeOptions

        func validate() throws {
            if none, !caps.isEmpty {
                throw ValidationError("Give --set or --none, not both.")
            }
        }

        func run() async throws {
            if none || !caps.isEmpty {
                return try await options.change(key.id, ["caps": .array(caps.map(\.json))])
            }
            let request = APIRequest(.get, ["keys", key.id, "caps"])
            try await options.withAnswer(to: request) { answer throws(Failure) in
                try CapStandingsAnswer.show(answer, options.output)
            }
        }
    }

    struct Expire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say when a key ends.",
            discussion: """
                Examples:
                  keyledger key expire key_… 30d
                  keyledger key expire key_… 2027-01-01
                  keyledger key expire key_… never
                """)

        /// A time, or that there is none.
        enum Moment: ExpressibleByArgument {
            case never
            case at(TimeArgument)

            init?(argument: String) {
                if argument == "never" {
                    self = .never
                } else if let time = TimeArgument(argument: argument) {
                    self = .at(time)
                } else {
                    return nil
                }
            }
        }

        @OptionGroup var key: KeyArgument

        @Argument(help: "30d (from now), a date (UTC), RFC 3339, or never.")
        var when: Moment

        @OptionGroup var options: ChangeOptions

        func run() async throws {
            let time: JSONValue =
                switch when {
                case .never: .null
                case .at(let time): .string(time.future(now: SystemClock().now))
                }
            try await options.change(key.id, ["expires_at": time])
        }
    }
}

extension ChangeOptions {
    /// Changes some properties of a key and shows it as it is then.
    fileprivate func change(_ id: String, _ changes: JSONValue) async throws {
        try await show(APIRequest(.patch, ["keys", id], json: changes), as: KeyAnswer.self)
    }
}

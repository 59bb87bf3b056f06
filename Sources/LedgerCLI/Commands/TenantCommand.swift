import ArgumentParser

/// `keyledger tenant …`
struct TenantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant",
        abstract: "Tenants: whose keys and calls are kept and counted together.",
        subcommands: [Create.self, List.self, Show.self, Update.self])
}

/// The properties of a tenant that can be set when it is made and changed later.
struct TenantProperties: ParsableArguments {
    @Option(help: "The zone in which its months and days begin, such as Europe/Berlin.")
    var timeZone: String?

    @Option(help: "The rules of its key system.")
    var profile: String?

    @Option(help: "Its tier, where the profile knows tiers.")
    var tier: String?

    @Option(
        name: .customLong("cap"),
        help: ArgumentHelp(
            "A budget of all its keys together: " + CapArgument.help, valueName: "cap"))
    var caps: [CapArgument] = []

    @Option(help: "How many days back usage may be reported.")
    var lateDays: Int64?

    func json(_ more: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        JSONValue.object(present: [
            "time_zone": timeZone.map(JSONValue.string), "profile": profile.map(JSONValue.string),
            "tier": tier.map(JSONValue.string), "late_days": lateDays.map(JSONValue.number),
            "caps": caps.isEmpty ? nil : .array(caps.map(\.json)),
        ]).merging(.object(present: more))
    }
}

extension TenantCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a tenant.",
            discussion: """
                Example: keyledger tenant create acme --time-zone Europe/Berlin --cap 100000
                """)

        @Argument(help: "Its id, for ever.")
        var id: String

        @OptionGroup var properties: TenantProperties
        @OptionGroup var options: ChangeOptions

        func run() async throws {
            let body = properties.json(["id": .string(id)])
            try await options.show(
                APIRequest(.post, ["tenants"], json: body), as: TenantAnswer.self)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tenants that you may see.",
            discussion: "Example: keyledger tenant list")

        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.showList(
                of: TenantAnswer.self, "tenants", APIRequest(.get, ["tenants"]))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a tenant.", discussion: "Example: keyledger tenant show acme")

        @Argument(help: "The tenant's id.")
        var id: String

        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.show(APIRequest(.get, ["tenants", id]), as: TenantAnswer.self)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a tenant; what is not given stays.",
            discussion: """
                The caps given replace all it had. A new time zone acts from the next month on.

                Example: keyledger tenant update acme --cap 200000 --cap tokens=5000000
                """)

        @Argument(help: "The tenant's id.")
        var id: String

        @Flag(help: "Take all caps away.")
        var noCaps = false

        @OptionGroup var properties: TenantProperties
        @OptionGroup var options: ChangeOptions

        func validate() throws {
            if noCaps, !properties.caps.isEmpty {
                throw ValidationError("Give --cap or --no-caps, not both.")
            }
        }

        func run() async throws {
            let body = properties.json(noCaps ? ["caps": .array([])] : [:])
            guard body != [:] else {
                throw Failure(.usage, "Say what to change; --help lists what can be.")
            }
            try await options.show(
                APIRequest(.patch, ["tenants", id], json: body), as: TenantAnswer.self)
        }
    }
}

import ArgumentParser
import LedgerCore
import LedgerService

extension KeyCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key; its token is shown once.",
            discussion: """
                A key with reserved scopes (ledger:read, usage:write, gateway:authorize, …) is a \
                credential for Keyledger itself; --in says which tenants exist for it.

                Examples:
                  keyledger key create --tenant acme --name ci --owner ada --cap 10000
                  keyledger key create --tenant acme --name gateway --in acme \\
                      --scope gateway:authorize

                A lost admin key is replaced with the server stopped:
                  keyledger key create --admin --data keyledger-data
                """)

        @Option(help: "The tenant that it belongs to.")
        var tenant: String?

        @Option(help: "The principal that owns it.")
        var owner: String?

        @Option(help: "A name for people to read. (default: admin for --admin)")
        var name: String?

        @Option(
            name: .customLong("scope"),
            help: ArgumentHelp("What it may do. Repeatable.", valueName: "scope"))
        var scopes: [String] = []

        @Option(
            name: .customLong("cap"),
            help: ArgumentHelp("A limit: " + CapArgument.help, valueName: "cap"))
        var caps: [CapArgument] = []

        @Option(help: "When it ends: 30d, a date or RFC 3339.")
        var expires: TimeArgument?

        @Option(help: "Which system made it, as a label.")
        var origin: String?

        @Option(
            name: .customLong("in"),
            help: ArgumentHelp(
                "Of a credential: a tenant that exists for it, or '*'. Repeatable.",
                valueName: "tenant"))
        var tenants: [String] = []

        @ArgumentParser.Flag(
            help: "Make an admin key: every reserved scope but mcp:write, in all tenants.")
        var admin = false

        @OptionGroup var options: ChangeOptions

        func validate() throws {
            if admin, !scopes.isEmpty || !tenants.isEmpty {
                throw ValidationError("--admin stands for --scope and --in; leave those out.")
            }
            if !admin, tenant == nil || name == nil {
                throw ValidationError("A key needs --tenant and --name (or --admin).")
            }
        }

        func run() async throws {
            let request = APIRequest(.post, ["keys"], json: body)
            try await options.withAnswer(to: request) { answer throws(Failure) in
                try MintedAnswer.show(answer, options.output)
            }
        }

        private var body: JSONValue {
            let scopes = admin ? ReservedScope.ofAdmin : scopes
            let tenants = admin ? ["*"] : tenants
            return .object(present: [
                "tenant": .string(tenant ?? reservedTenant),
                "owner": owner.map(JSONValue.string),
                "name": .string(name ?? "admin"),
                "scopes": scopes.isEmpty ? nil : .strings(scopes),
                "caps": caps.isEmpty ? nil : .array(caps.map(\.json)),
                "expires_at": expires.map { .string($0.future(now: SystemClock().now)) },
                "origin": origin.map(JSONValue.string),
                "tenants": tenants.isEmpty ? nil : .strings(tenants),
            ])
        }
    }
}

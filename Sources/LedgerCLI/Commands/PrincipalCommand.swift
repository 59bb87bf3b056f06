import ArgumentParser
import LedgerCore

/// `keyledger principal …`
struct PrincipalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "principal",
        abstract: "Principals: the people and services of a tenant that own keys.",
        subcommands: [Add.self, List.self, Update.self, Remove.self])
}

/// The principal that a command is about.
struct PrincipalArguments: ParsableArguments {
    @Argument(help: "The tenant that it belongs to.")
    var tenant: String

    @Argument(help: "The principal's id.")
    var id: String

    /// Where the API has it.
    var path: [String] { ["tenants", tenant, "principals", id] }
}

extension Role: ExpressibleByArgument {}

extension PrincipalKind: ExpressibleByArgument {}

extension PrincipalCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a principal to a tenant.",
            discussion: """
                Example: keyledger principal add acme --id ada --name "Ada Lovelace" --role admin
                """)

        @Argument(help: "The tenant that it belongs to.")
        var tenant: String

        @Option(help: "Its id within the tenant, for ever. (default: a random one)")
        var id: String?

        @Option(help: "A person or a service.")
        var kind: PrincipalKind = .person

        @Option(help: "What it may do in its tenant.")
        var role: Role = .member

        @Option(help: "A name for people to read.")
        var name: String?

        @Option(help: "Its e-mail address.")
        var email: String?

        @Option(help: "What another system calls it.")
        var externalID: String?

        @OptionGroup var options: ChangeOptions

        func run() async throws {
            let body = JSONValue.object(present: [
                "id": id.map(JSONValue.string), "kind": .string(kind.rawValue),
                "role": .string(role.rawValue),
                "name": name.map(JSONValue.string), "email": email.map(JSONValue.string),
                "external_id": externalID.map(JSONValue.string),
            ])
            try await options.show(
                APIRequest(.post, ["tenants", tenant, "principals"], json: body),
                as: PrincipalAnswer.self)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the principals of a tenant.",
            discussion: "Example: keyledger principal list acme")

        @Argument(help: "The tenant.")
        var tenant: String

        @OptionGroup var options: APIOptions

        func run() async throws {
            try await options.showList(
                of: PrincipalAnswer.self, "principals",
                APIRequest(.get, ["tenants", tenant, "principals"]))
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a principal; what is not given stays.",
            discussion: "Example: keyledger principal update acme ada --role owner")

        @OptionGroup var principal: PrincipalArguments

        @Option(help: "What it may do in its tenant.")
        var role: Role?

        @Option(help: "A name for people to read.")
        var name: String?

        @Option(help: "Its e-mail address.")
        var email: String?

        @OptionGroup var options: ChangeOptions

        func validate() throws {
            if role == nil, name == nil, email == nil {
                throw ValidationError("Say what to change: --role, --name or --email.")
            }
        }

        func run() async throws {
            let body = JSONValue.object(present: [
                "role": role.map { .string($0.rawValue) }, "name": name.map(JSONValue.string),
                "email": email.map(JSONValue.string),
            ])
            try await options.show(
                APIRequest(.patch, principal.path, json: body),
                as: PrincipalAnswer.self)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a principal; its keys and entries stay.",
            discussion: "Example: keyledger principal remove acme ada")

        @OptionGroup var principal: PrincipalArguments
        @OptionGroup var options: ChangeOptions

        func run() async throws {
            try await options.withAnswer(to: APIRequest(.delete, principal.path)) { answer in
                Console.note("\(principal.id) is removed from \(principal.tenant).")
            }
        }
    }
}

import ArgumentParser
import Foundation

/// `keyledger authorize`
struct AuthorizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize",
        abstract: "Ask whether a call may pass, as a gateway does, and record it.",
        discussion: """
            A call that passes is recorded and counted at once; --check only looks. Exit code 1 \
            where the call is denied. A token on the command line stays in the shell's history: \
            - reads it from standard input.

            Examples:
              keyledger authorize kl_… --operation 'GET /orders' --scope orders:read
              keyledger authorize --key key_… --operation 'GET /orders' --check
            """)

    @Argument(help: "The token that the caller presented; - reads it from standard input.")
    var token: String?

    @Option(help: "The key by its id, where the gateway knows the caller otherwise.")
    var key: String?

    @Option(help: "What the caller is about to do.")
    var operation: String

    @Option(
        name: .customLong("scope"),
        help: ArgumentHelp("What the key must be allowed. Repeatable.", valueName: "scope"))
    var scopes: [String] = []

    @Option(
        name: .customLong("quantity"),
        help: ArgumentHelp(
            "What the call uses, beside one call: tokens=1200. Repeatable.",
            valueName: "meter=amount"))
    var quantities: [QuantityArgument] = []

    @Option(help: "The tenant that the key must belong to.")
    var tenant: String?

    @Option(help: "Your id of this call: a retry within five minutes spends nothing more.")
    var id: String?

    @Option(help: "The address that the call came from.")
    var ip: String?

    @Option(help: "The agent that the call came from.")
    var userAgent: String?

    @Flag(help: "Only look: record and count nothing.")
    var check = false

    @OptionGroup var options: APIOptions

    func validate() throws {
        if (token == nil) == (key == nil) {
            throw ValidationError("Give a token or --key.")
        }
    }

    func run() async throws {
        let request = APIRequest(.post, ["authorize"], json: try body())
        try await options.withAnswer(to: request) { answer throws(Failure) in
            try options.output.show(answer, as: AuthorizeAnswer.self)
            let decision = try answer.decoded(as: AuthorizeAnswer.self)
            guard decision.allowed else {
                throw Failure(.refused, "The call is denied.", code: decision.code)
            }
        }
    }

    private func body() throws(Failure) -> JSONValue {
        var amounts: [String: JSONValue] = [:]
        for amount in quantities { amounts[amount.meter] = .number(amount.quantity) }
        return .object(present: [
            "token": try presented().map(JSONValue.string), "key": key.map(JSONValue.string),
            "operation": .string(operation), "scopes": scopes.isEmpty ? nil : .strings(scopes),
            "quantities": amounts.isEmpty ? nil : .object(amounts),
            "tenant": tenant.map(JSONValue.string), "id": id.map(JSONValue.string),
            "ip": ip.map(JSONValue.string), "user_agent": userAgent.map(JSONValue.string),
            "mode": .string(check ? "check" : "consume"),
        ])
    }

    private func presented() throws(Failure) -> String? {
        guard token == "-" else { return token }
        guard let line = readLine(), !line.isEmpty else {
            throw Failure(.usage, "Standard input holds no token.")
        }
        return line
    }
}

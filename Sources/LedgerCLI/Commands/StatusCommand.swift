import ArgumentParser
import LedgerText

/// `keyledger status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Whether the ledger answers, takes traffic and knows your credential.",
        discussion: "Example: keyledger status")

    @OptionGroup var options: APIOptions

    func run() async throws {
        try await options.connection.withAPI { api in
            let readiness = try await api.send(.readiness)
            let probe = APIRequest(.get, ["tenants"], query: ["limit": "1"])
            let status = LedgerStatus(
                readiness: readiness, credential: try await api.send(probe).status)
            try status.show(options.output)
            if !status.isReady { throw Problem(readiness).failure }
        }
    }
}

/// How a ledger stands, for whoever asks.
private struct LedgerStatus {
    let isReady: Bool
    private let entries: Int64?
    private let credential: Credential

    private enum Credential: String {
        case accepted, refused
        /// Good, but not for reading tenants.
        case narrow
    }

    /// - Parameters:
    ///   - readiness: the answer of `/readyz`.
    ///   - credential: the status of an answer that needs one.
    init(readiness: APIAnswer, credential: Int) {
        isReady = readiness.status == 200
        entries = readiness.sequence.flatMap { Int64($0) }
        self.credential =
            switch credential {
            case 401: .refused
            case 403: .narrow
            default: .accepted
            }
    }

    func show(_ output: OutputOptions) throws(Failure) {
        switch output.output {
        case .json, .ndjson:
            try output.writeLine(
                .object(present: [
                    "ready": .boolean(isReady), "entries": entries.map(JSONValue.number),
                    "credential": .string(credential.rawValue),
                ]))
        case .csv: try Console.write(details.table.csv())
        case .table: try Console.write(details.terminal(.output))
        }
    }

    private var details: Details {
        var details = Details()
        details.add("ready", Value(isReady ? "yes" : "no"))
        details.add("entries", .optional(entries))
        details.add("credential", Value(credential.rawValue))
        return details
    }
}

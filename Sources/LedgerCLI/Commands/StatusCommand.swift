import ArgumentParser
import LedgerText

/// `keyledger status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Whether the ledger takes traffic, what it holds, how it grows and what is wrong.",
        discussion: """
            Sizes and growth need a credential for all tenants with ledger:read, or --data. Days \
            until the disk is full are counted at the rate of the last 24 hours.

            Example: keyledger status
            """)

    @OptionGroup var options: APIOptions

    func run() async throws {
        try await options.connection.withAPI { api in
            let readiness = try await api.send(.readiness)
            let answer = try await api.send(APIRequest(.get, ["status"]))
            let status = try LedgerStanding(readiness: readiness, answer: answer)
            try options.output.show(status.details, json: status.json)
            if !status.isReady { throw Problem(readiness).failure }
        }
    }
}

/// How a ledger stands, for whoever asks.
private struct LedgerStanding {
    let isReady: Bool
    private let entries: Int64?
    private let credential: Credential
    private let content: Content?
    private let answered: JSONValue?

    private enum Credential: String {
        case accepted, refused
        /// Good, but not for the whole ledger.
        case narrow
    }

    private struct Content: Decodable {
        struct Sizes: Decodable {
            var log: Int
            var segments: Int
            var projections: Int
            var secrets: Int
        }

        var version: String
        var ledger: String
        var lastRecordedAt: String
        var bytes: Sizes
        var bytesPerEntry: Int64
        var entriesLastDay: Int64
        var freeBytes: Int
        var daysUntilFull: Int64?
        var unsealed: Int64
        var unindexed: Int64
        var problems: [String]
    }

    /// - Parameters:
    ///   - readiness: the answer of `/readyz`.
    ///   - answer: that of `/v1/status`.
    init(readiness: APIAnswer, answer: APIAnswer) throws(Failure) {
        isReady = readiness.status == 200
        entries = readiness.sequence.flatMap { Int64($0) }
        switch answer.status {
        case 401: credential = .refused
        case 403: credential = .narrow
        default: credential = .accepted
        }
        if credential == .accepted {
            content = try answer.accepted().decoded()
            answered = try answer.decoded()
        } else {
            (content, answered) = (nil, nil)
        }
    }

    var json: JSONValue {
        let own = JSONValue.object(present: [
            "ready": .boolean(isReady), "entries": entries.map(JSONValue.number),
            "credential": .string(credential.rawValue),
        ])
        return answered.map(own.merging) ?? own
    }

    var details: Details {
        var details = Details()
        details.add("ready", Value(isReady ? "yes" : "no"))
        details.add("entries", .optional(entries))
        details.add("credential", Value(credential.rawValue))
        guard let content else { return details }
        details.add("last recorded at", .time(content.lastRecordedAt))
        details.add("ledger", Value(content.ledger))
        details.add("version", Value(content.version))
        details.add("log", Self.size(content.bytes.log))
        details.add("segments", Self.size(content.bytes.segments))
        details.add("projections", Self.size(content.bytes.projections))
        details.add("secrets", Self.size(content.bytes.secrets))
        details.add("bytes per entry", Value(content.bytesPerEntry))
        details.add("entries last day", Value(content.entriesLastDay))
        details.add("free on disk", Self.size(content.freeBytes))
        details.add("days until full", .optional(content.daysUntilFull))
        details.add("not sealed", Value(content.unsealed))
        details.add("not indexed", Value(content.unindexed))
        let problems = content.problems
        details.add(
            "problems", problems.isEmpty ? Value(shown: "none", exported: "") : .list(problems))
        return details
    }

    private static func size(_ bytes: Int) -> Value {
        Value(shown: ByteSize.text(bytes: bytes), exported: String(bytes))
    }
}

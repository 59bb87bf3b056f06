import HTTPTypes
import LedgerCore

/// What the API document says of one route: what it takes, and all that it can answer.
struct Operation: Sendable {
    /// A parameter of the query or a header.
    struct Parameter: Sendable {
        enum Place: String, Sendable { case query, header, path }

        let place: Place
        let name: String
        let schema: Schema
        var isRequired = false
        /// Whether several values stand in it, with commas between.
        var isList = false
        let meaning: String

        static func query(
            _ name: String, _ schema: Schema, _ meaning: String, isRequired: Bool = false
        ) -> Parameter {
            Parameter(
                place: .query, name: name, schema: schema, isRequired: isRequired,
                meaning: meaning)
        }
    }

    /// What a request carries.
    struct Body: Sendable {
        /// By media type.
        let schemas: [(type: String, schema: Schema)]
        let isRequired: Bool

        static func json(_ component: Component, isRequired: Bool = true) -> Body {
            Body(schemas: [("application/json", .reference(component))], isRequired: isRequired)
        }
    }

    /// What is answered where nothing went wrong.
    struct Success: Sendable {
        let status: Int
        let meaning: String
        /// By media type; none for no body.
        var content: [(type: String, schema: Schema)] = []
        /// Headers that may be there, beside those of every answer.
        var headers: [String] = []

        static func json(_ schema: Schema, status: Int = 200, _ meaning: String) -> Success {
            Success(status: status, meaning: meaning, content: [("application/json", schema)])
        }

        /// Rows in the form that `Accept` asks for.
        static func rows(_ schema: Schema, _ meaning: String) -> Success {
            Success(
                status: 200, meaning: meaning,
                content: [
                    ("application/json", schema), ("application/x-ndjson", .text()),
                    ("text/csv", .text()),
                ], headers: ["Ledger-Next-Cursor", "Content-Disposition"])
        }
    }

    let method: HTTPRequest.Method
    let template: String
    /// The name of the operation in generated clients.
    let id: String
    let summary: String
    var parameters: [Parameter] = []
    var body: Body?
    let successes: [Success]
    /// The codes of its own, beside those of every route.
    let problems: [ProblemCode]

    init(
        _ method: HTTPRequest.Method, _ template: String, _ id: String, _ summary: String,
        _ parameters: [Parameter] = [], body: Body? = nil, answers successes: [Success],
        problems: [ProblemCode] = []
    ) {
        self.method = method
        self.template = template
        self.id = id
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.successes = successes
        self.problems = problems
    }

    /// The variable parts of the path.
    var pathParameters: [Parameter] {
        template.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            let name = String(part.dropFirst().dropLast())
            return Parameter(
                place: .path, name: name, schema: name == "sequence" ? .sequence : .term,
                isRequired: true, meaning: "The \(name)'s own name.")
        }
    }

    /// The parameters that may stand in the query.
    var queryNames: [String] { parameters.filter { $0.place == .query }.map(\.name) }
}

extension [Operation.Parameter] {
    /// Of a list.
    static let page: Self = [
        .query(
            "limit", .integer(1...Int64(Limits.pageItems)),
            "How many at most; \(Query.pageItems) unless given."),
        .query(
            "cursor", .text(pattern: "^[0-9a-f]{1,\(2 * Limits.nameBytes)}$"),
            "The `next_cursor` of the page before."),
    ]

    /// Of what looks back.
    static let times: Self = [
        .query("from", .time, "From this time on."), .query("to", .time, "Before this time."),
    ]

    /// Of a command that is carried out once, however often it is sent.
    static let once: Self = [
        Operation.Parameter(
            place: .header, name: "Idempotency-Key", schema: .text(lengths: 1...Limits.nameBytes),
            meaning: "Your id of this command: sent again, it is carried out once.")
    ]

    /// Of every route that asks for a credential.
    static let actor: Self = [
        Operation.Parameter(
            place: .header, name: "Ledger-Actor", schema: .id,
            meaning: "The principal whom the caller acts for; takes `ledger:write`.")
    ]

    /// Of what changes something.
    static let reason: Self = [
        Operation.Parameter(
            place: .header, name: "Ledger-Reason",
            schema: .text(lengths: 0...Limits.reasonCharacters),
            meaning: "Why, for whoever reads the history.")
    ]
}

extension [ProblemCode] {
    /// Of every route.
    static let always: Self = [
        .hostForbidden, .originForbidden, .unknownField, .invalidField, .internalError,
    ]
    /// Of every route that asks for a credential.
    static let credential: Self = [.invalidToken, .scopeForbidden, .principalNotFound]
    /// Of what reads the log.
    static let log: Self = [
        .damaged, .newerVersion, .fileFailed, .storageFailed, .cryptographyFailed,
    ]
    /// Of what takes a body, compressed or not.
    static let body: Self = [
        .brokenBody, .badEncoding, .tooLarge, .unsupportedEncoding, .busy,
    ]
    /// Of what takes a JSON body.
    static let json: Self = body + [.malformedJSON, .duplicateName, .invalidUTF8, .tooDeep]
    /// Of what is written as `Accept` asks.
    static let rows: Self = [.notAcceptable]
    /// Of what appends entries.
    static let command: Self = [.busy, .clockSuspect, .diskLow, .stopping]
    /// Of what a role may forbid.
    static let managed: Self = json + command + [.roleForbidden]
    /// Of what changes a key.
    static let keyChange: Self =
        managed + [
            .keyNotFound, .keyRevoked, .keyDeleted, .lastAdminKey, .tenantClosed, .idConflict,
        ]
}

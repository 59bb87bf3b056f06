/// One request of the load, with all it takes to send it again just so.
struct Act: Sendable {
    enum Kind: Sendable {
        /// Usage lines; with a result for each line, or counted only.
        case report([Line], each: Bool)
        case consume(Call)
        case check(Call)
        case command(Command)
        /// The meters of a tenant in a month, by key.
        case meters(tenant: String, period: String)
    }

    var kind: Kind

    /// What it must leave in the log, each once.
    var facts: [Fact] {
        switch kind {
        case .report(let lines, _): lines.filter { $0.intent == .new }.map(\.fact)
        case .consume(let call): [call.fact]
        case .command(let command): [command.fact]
        case .check, .meters: []
        }
    }
}

/// Which sending of an act an answer came to.
enum Attempt: Sendable {
    case first
    /// No answer came to the first.
    case retry
    /// The first was answered.
    case again
}

/// One line of a usage batch.
struct Line: Sendable {
    enum Intent: Sendable {
        case new
        /// Sent and recorded before.
        case repeated
        /// The id was recorded before, with other content.
        case conflicting
        /// No such key.
        case invalid
    }

    var intent: Intent
    var body: JSON
    /// What it leaves in the log, or would.
    var fact: Fact
}

/// A call that asks to be admitted.
struct Call: Sendable {
    var id: String
    var tenant: String
    var key: String
    /// Presented instead of the key's id.
    var token: String?
    var operation: String
    /// As sent; without, it is one call.
    var quantities: JSON?
    /// Who asks, as the source of the id.
    var source: String

    /// What it asks for, with what is filled in.
    var asked: [String: Int64] {
        var asked = (quantities?.members ?? [:]).compactMapValues(\.integer)
        asked["calls"] = asked["calls"] ?? 1
        return asked
    }

    func body(mode: String) -> JSON {
        .object(present: [
            "token": token.map(JSON.string), "key": token == nil ? .string(key) : nil,
            "operation": .string(operation), "quantities": quantities, "mode": .string(mode),
            "id": mode == "consume" ? .string(id) : nil, "ip": "192.0.2.7",
        ])
    }

    var fact: Fact {
        Fact(
            name: .usage(id),
            expected: [
                "type": "usage.recorded",
                "leaf": [
                    "tenant": .string(tenant), "key": .string(key), "id": .string(id),
                    "source": .string(source),
                    "data": [
                        "admitted": 1, "operation": .string(operation), "outcome": "allowed",
                        "quantities": .object(asked.mapValues(JSON.integer)),
                    ],
                ],
                "personal": ["ip": "192.0.2.7"],
            ])
    }
}

/// A change to keys or principals.
struct Command: Sendable {
    /// What the client knows of its keys once it is carried out.
    enum Effect: Sendable {
        /// A key of the client's own; its id is in the answer.
        case created(tenant: String)
        case status(key: String, String)
        case none
    }

    var method: Client.Method
    var path: String
    var body: JSON?
    /// Without one it may be repeated without harm.
    var idempotencyKey: String?
    var fact: Fact
    var effect = Effect.none
}

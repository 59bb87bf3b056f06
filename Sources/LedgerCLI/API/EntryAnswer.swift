import LedgerText

/// An entry as the API shows it: its leaf, and the personal values that it commits to.
struct EntryAnswer: Item, Row, Decodable {
    struct Leaf: Decodable {
        var actor: HistoryAnswer.Actor
        var data: [String: JSONValue]
        var id: String?
        var key: String?
        var recordedAt: String
        var source: String?
        var tenant: String
        var time: String?
    }

    struct Personal: Decodable {
        var email: String?
        var externalId: String?
        var filters: String?
        var ip: String?
        var name: String?
        var reason: String?
        var userAgent: String?
    }

    var sequence: Int64
    var type: String
    var leaf: Leaf
    var personal: Personal?
    var actorPersonal: Personal?

    var details: Details {
        var details = Details()
        details.add("sequence", Value(sequence))
        details.add("type", Value(type))
        details.add("recorded at", .time(leaf.recordedAt))
        details.add("time", .time(leaf.time))
        details.add("tenant", Value(leaf.tenant))
        details.add("key", .optional(leaf.key))
        details.add("source", .optional(leaf.source))
        details.add("id", .optional(leaf.id))
        details.add("by", .optional(leaf.actor.principal ?? leaf.actor.credential))
        details.add("through", Value(leaf.actor.surface))
        for (name, value) in leaf.data.sorted(by: { $0.key < $1.key }) {
            details.add("data \(name)", Value(HistoryAnswer.text(of: value)))
        }
        add(personal, "personal", to: &details)
        add(actorPersonal, "actor's", to: &details)
        return details
    }

    private func add(_ values: Personal?, _ whose: String, to details: inout Details) {
        guard let values else { return }
        details.add("\(whose) address", .optional(values.ip))
        details.add("\(whose) agent", .optional(values.userAgent))
        details.add("\(whose) name", .optional(values.name))
        details.add("\(whose) e-mail", .optional(values.email))
        details.add("\(whose) external id", .optional(values.externalId))
        details.add("\(whose) reason", .optional(values.reason))
        details.add("\(whose) filters", .optional(values.filters))
    }

    static var columns: [Table.Column] {
        [
            .number("entry"), .identifier("when"), .identifier("type"), .text("tenant"),
            .identifier("key"), .identifier("by"), .text("through"),
        ]
    }

    var cells: [Value] {
        [
            Value(sequence), .time(leaf.time ?? leaf.recordedAt), Value(type), Value(leaf.tenant),
            .optional(leaf.key), .optional(leaf.actor.principal ?? leaf.actor.credential),
            Value(leaf.actor.surface),
        ]
    }
}

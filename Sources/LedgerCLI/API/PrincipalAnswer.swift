import LedgerText

/// A principal as the API describes it.
struct PrincipalAnswer: Item, Row, Decodable {
    var id: String
    var tenant: String
    var kind: String
    var role: String
    var name: String?
    var email: String?
    var externalId: String?
    var addedAt: String

    var details: Details {
        var details = Details()
        details.add("id", Value(id))
        details.add("tenant", Value(tenant))
        details.add("kind", Value(kind))
        details.add("role", Value(role))
        details.add("name", .optional(name))
        details.add("email", .optional(email))
        details.add("external id", .optional(externalId))
        details.add("added at", .time(addedAt))
        return details
    }

    static var columns: [Table.Column] {
        [
            .identifier("principal"), .text("kind"), .text("role"), .text("name"), .text("email"),
        ]
    }

    var cells: [Value] {
        [Value(id), Value(kind), Value(role), .optional(name), .optional(email)]
    }
}

import LedgerText

/// A key as the API describes it.
struct KeyAnswer: Item, Row, Decodable {
    var id: String
    var tenant: String
    var owner: String?
    var name: String?
    var status: String
    var hint: String
    var origin: String
    var scopes: [String]
    var caps: [CapAnswer]
    var tenants: [String]?
    var createdAt: String
    var expiresAt: String?
    var lastUsed: String?
    var usageCount: Int64

    var details: Details {
        var details = Details()
        details.add("id", Value(id))
        details.add("tenant", Value(tenant))
        details.add("owner", .optional(owner))
        details.add("name", .optional(name))
        details.add("status", Value(status))
        details.add("hint", Value(hint))
        details.add("origin", Value(origin))
        details.add("scopes", .list(scopes))
        details.add("tenants", .list(tenants))
        details.add("caps", .caps(caps))
        details.add("created at", .time(createdAt))
        details.add("expires at", .time(expiresAt))
        details.add("last used", .time(lastUsed))
        details.add("calls", Value(usageCount))
        return details
    }

    static var columns: [Table.Column] {
        [
            .identifier("key"), .text("tenant"), .text("name"), .text("owner"), .text("status"),
            .text("hint"), .number("calls"), .identifier("last_used"),
        ]
    }

    var cells: [Value] {
        [
            Value(id), Value(tenant), .optional(name), .optional(owner), Value(status),
            Value(hint), Value(usageCount), .time(lastUsed),
        ]
    }
}

import LedgerText

/// A tenant as the API describes it.
struct TenantAnswer: Item, Row, Decodable {
    var id: String
    var profile: String
    var timeZone: String
    var tier: String?
    var status: String
    var caps: [CapAnswer]
    var lateDays: Int64
    var createdAt: String

    var details: Details {
        var details = Details()
        details.add("id", Value(id))
        details.add("status", Value(status))
        details.add("profile", Value(profile))
        details.add("time zone", Value(timeZone))
        details.add("tier", .optional(tier))
        details.add("caps", .caps(caps))
        details.add("late days", Value(lateDays))
        details.add("created at", .time(createdAt))
        return details
    }

    static var columns: [Table.Column] {
        [
            .identifier("tenant"), .text("profile"), .text("time_zone"), .text("caps"),
            .identifier("created"),
        ]
    }

    var cells: [Value] {
        [
            Value(id), Value(profile), Value(timeZone), .caps(caps),
            .time(createdAt),
        ]
    }
}

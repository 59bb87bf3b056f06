import LedgerText

/// Who used a key, as the API tells it.
struct WhoAnswer: Decodable {
    /// Something that was seen, how often and when.
    struct Sighting: Decodable {
        var value: String
        var allowed: Int128
        var denied: Int128
        var firstSeen: String
        var lastSeen: String

        /// How often it was seen, whatever became of the calls.
        var total: Int128 { allowed + denied }
    }

    var key: String
    var tenant: String
    var owner: String?
    var name: String?
    var allowed: Int128
    var denied: Int128
    var firstSeen: String?
    var lastSeen: String?
    var ips: [Sighting]
    var userAgents: [Sighting]
    var clients: [Sighting]
    var operations: [Sighting]
    var denials: [Sighting]
    var errors: [Sighting]
    /// Whether a list holds only what was seen most.
    var truncated: Bool
}

extension WhoAnswer {
    /// All that was seen, in one table for programs.
    var table: Table {
        var table = Table([
            .text("kind"), .text("value"), .number("allowed"), .number("denied"),
            .text("first_seen"), .text("last_seen"),
        ])
        let kinds = [
            ("ip", ips), ("user_agent", userAgents), ("client", clients),
            ("operation", operations), ("denial", denials), ("error", errors),
        ]
        for (kind, sightings) in kinds {
            for sighting in sightings {
                table.append([
                    Table.Cell(kind), Table.Cell(sighting.value), Table.Cell(sighting.allowed),
                    Table.Cell(sighting.denied), Table.Cell(sighting.firstSeen),
                    Table.Cell(sighting.lastSeen),
                ])
            }
        }
        return table
    }
}

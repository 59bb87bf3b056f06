import HTTPTypes
import LedgerCore
import LedgerService

/// What became of a key: its life, its use, its caps.
enum KeyReadingRoutes {
    static let all = [
        Route(.get, "/v1/keys/{key}/history", .ledgerRead, history),
        Route(.get, "/v1/keys/{key}/usage", .ledgerRead, usage),
        Route(.get, "/v1/keys/{key}/caps", .ledgerRead, caps),
    ]

    @Sendable private static func history(_ call: Call) async throws(APIError) -> Answer {
        let page: PageRequest<UInt64> = try call.query("limit", "cursor").page()
        let view = call.ledger.view
        let record = try KeyRoutes.record(call.path("key"), call, view)
        let found = try await reading { () throws(LedgerError) in
            try view.history(of: record, page)
        }
        return try .list(found, of: "history", call, view) { entry throws(APIError) in
            try HistoryBody(entry, view)
        }
    }

    @Sendable private static func usage(_ call: Call) async throws(APIError) -> Answer {
        _ = try call.query()
        let view = call.ledger.view
        let record = try KeyRoutes.record(call.path("key"), call, view)
        return try .json(UsageOfKeyBody(record, view), view)
    }

    @Sendable private static func caps(_ call: Call) async throws(APIError) -> Answer {
        _ = try call.query()
        let view = call.ledger.view
        let record = try KeyRoutes.record(call.path("key"), call, view)
        let standings = view.standings(of: record, at: call.ledger.clock.now)
        return try .json(
            CapsOfKeyBody(
                key: record.key.id, tenant: record.tenant, caps: standings.map(StandingBody.init),
                sequence: view.position), view)
    }
}

/// One step in the life of a key.
private struct HistoryBody: ListRow {
    let sequence: UInt64
    let type: String
    let recordedAt: Timestamp
    /// When it happened, where that is not when it was recorded.
    @Nullable var time: Timestamp?
    let actor: ActorBody
    @Nullable var reason: String?
    /// What the entry says, but for the digest of a secret.
    let changes: [String: JSONValue]

    static let columns = CodingKeys.allCases.map(\.stringValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case sequence, type, time, actor, reason, changes
        case recordedAt = "recorded_at"
    }

    init(_ entry: Entry, _ view: LedgerView) throws(APIError) {
        sequence = entry.sequence
        type = entry.type.name
        recordedAt = entry.recordedAt
        time = entry.time
        actor = ActorBody(entry.actor)
        reason = view.open(entry.actorPersonal)?.reason
        var changes = try JSONValue(leaf: view.leaf(of: entry))["data"]?.members ?? [:]
        changes["secret"] = nil
        if let name = view.open(entry.personal)?.name { changes["name"] = .string(name) }
        self.changes = changes
    }
}

struct ActorBody: Encodable, Sendable {
    @Nullable var principal: String?
    @Nullable var credential: String?
    let surface: String

    init(_ actor: Actor) {
        principal = actor.principal
        credential = actor.credential
        surface = actor.surface.rawValue
    }
}

private struct UsageOfKeyBody: Encodable {
    let key: String
    let tenant: String
    let usageCount: Int128
    @Nullable var lastUsed: Timestamp?
    @Nullable var lastSeen: Timestamp?
    let rows: [Row]
    let sequence: UInt64

    struct Row: Encodable {
        let period: String
        let meter: String
        let quantity: Int128
    }

    private enum CodingKeys: String, CodingKey {
        case key, tenant, rows, sequence
        case usageCount = "usage_count"
        case lastUsed = "last_used"
        case lastSeen = "last_seen"
    }

    init(_ record: KeyRecord, _ view: LedgerView) {
        key = record.key.id
        tenant = record.tenant
        usageCount = record.use.usageCount
        lastUsed = record.use.lastUsed
        lastSeen = record.use.lastSeen
        rows = view.meters(of: record).map {
            Row(period: $0.month.description, meter: $0.meter, quantity: $0.quantity)
        }
        sequence = view.position
    }
}

private struct CapsOfKeyBody: Encodable {
    let key: String
    let tenant: String
    let caps: [StandingBody]
    let sequence: UInt64
}

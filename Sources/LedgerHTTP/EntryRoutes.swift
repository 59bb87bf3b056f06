import HTTPTypes
import LedgerCore
import LedgerService

/// The log itself.
enum EntryRoutes {
    static let all = [
        Route(.get, "/v1/entries", .auditRead, list),
        Route(.get, "/v1/entries/{sequence}", .auditRead, get),
    ]

    @Sendable private static func list(_ call: Call) async throws(APIError) -> Answer {
        let query = try call.query("key", "tenant", "type", "from", "to", "limit", "cursor")
        let view = call.ledger.view
        let caller = call.caller
        var filter = EntryFilter()
        if let tenant = query["tenant"] {
            _ = try refusing { () throws(Rejection) in try view.tenant(tenant, for: caller) }
            filter.tenant = tenant
        }
        if let key = query["key"] {
            filter.key = try KeyRoutes.record(key, call, view).key.id
        }
        if let name = query["type"] {
            guard let type = EntryType.allCases.first(where: { $0.name == name }) else {
                throw .invalid("type", "must be a type of entry such as key.created")
            }
            filter.type = type
        }
        filter.times = try query.times()
        let page: PageRequest<UInt64> = try query.page()
        let search = filter
        let found = try await reading { () throws(LedgerError) in
            try view.entries(page, search, for: caller)
        }
        return try .list(found, of: "entries", call, view) { entry throws(APIError) in
            try EntryAnswer(entry, view)
        }
    }

    @Sendable private static func get(_ call: Call) async throws(APIError) -> Answer {
        _ = try call.query()
        let view = call.ledger.view
        let missing = APIError(
            .notFound, "entry_not_found", "There is no such entry; check its sequence.")
        guard let sequence = UInt64(call.path("sequence")) else { throw missing }
        let found = try await reading { () throws(LedgerError) in try view.entry(at: sequence) }
        guard let entry = found, call.caller.tenants.contains(entry.tenant) else { throw missing }
        return try .json(EntryAnswer(entry, view), view)
    }
}

/// An entry: its leaf, and the personal values that the leaf only commits to.
private struct EntryAnswer: ListRow {
    let sequence: UInt64
    let type: String
    let leaf: JSONValue
    @Nullable var personal: PersonalBody?
    @Nullable var actorPersonal: PersonalBody?

    static let columns = CodingKeys.allCases.map(\.stringValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case sequence, type, leaf, personal
        case actorPersonal = "actor_personal"
    }

    init(_ entry: Entry, _ view: LedgerView) throws(APIError) {
        sequence = entry.sequence
        type = entry.type.name
        leaf = try JSONValue(leaf: view.leaf(of: entry))
        personal = view.open(entry.personal).map(PersonalBody.init)
        actorPersonal = view.open(entry.actorPersonal).map(PersonalBody.init)
    }
}

/// Personal values that are there.
private struct PersonalBody: Encodable, Sendable {
    let email: String?
    let externalID: String?
    let filters: String?
    let ip: String?
    let name: String?
    let reason: String?
    let userAgent: String?

    private enum CodingKeys: String, CodingKey {
        case email, filters, ip, name, reason
        case externalID = "external_id"
        case userAgent = "user_agent"
    }

    init(_ values: PersonalValues) {
        email = values.email
        externalID = values.externalID
        filters = values.filters
        ip = values.ip
        name = values.name
        reason = values.reason
        userAgent = values.userAgent
    }
}

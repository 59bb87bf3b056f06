import HTTPTypes
import LedgerCore
import LedgerService

/// Tenants: whose keys and usage are kept apart.
enum TenantRoutes {
    static let all = [
        Route(.post, "/v1/tenants", .ledgerWrite, create),
        Route(.get, "/v1/tenants", .ledgerRead, list),
        Route(.get, "/v1/tenants/{tenant}", .ledgerRead, get),
        Route(.patch, "/v1/tenants/{tenant}", .ledgerWrite, update),
    ]

    @Sendable private static func create(_ call: Call) async throws(APIError) -> Answer {
        let body = try await call.body(NewTenantBody.self)
        let receipt = try await call.execute(.createTenant(body.tenant), id: try call.commandID())
        return try answer(body.id, call, receipt, status: .created)
    }

    @Sendable private static func list(_ call: Call) async throws(APIError) -> Answer {
        let page: PageRequest<String> = try call.query("limit", "cursor").page()
        let view = call.ledger.view
        let found = try refusing { () throws(Rejection) in
            try view.tenants(page, for: call.caller)
        }
        return try .list(found, of: "tenants", call, view) { TenantBody($0) }
    }

    @Sendable private static func get(_ call: Call) async throws(APIError) -> Answer {
        _ = try call.query()
        let view = call.ledger.view
        let id = call.path("tenant")
        let tenant = try refusing { () throws(Rejection) in
            try view.tenant(id, for: call.caller)
        }
        return try .json(TenantBody(tenant), view)
    }

    @Sendable private static func update(_ call: Call) async throws(APIError) -> Answer {
        let changes = try await call.body(TenantChangesBody.self).changes()
        let id = call.path("tenant")
        return try answer(id, call, try await call.execute(.updateTenant(id, changes)))
    }

    private static func answer(
        _ id: String, _ call: Call, _ receipt: Receipt, status: HTTPStatus = .ok
    ) throws(APIError) -> Answer {
        let tenant = try refusing { () throws(Rejection) in
            try receipt.view.tenant(id, for: call.caller)
        }
        return try .json(TenantBody(tenant), receipt.view, status: status).marking(receipt)
    }
}

private struct NewTenantBody: StrictBody {
    let id: String
    let profile: String?
    let timeZone: String?
    let tier: String?
    let caps: [Strict<NewCapBody>]?
    let lateDays: Whole<Int64>?

    enum CodingKeys: String, CodingKey {
        case id, profile, tier, caps
        case timeZone = "time_zone"
        case lateDays = "late_days"
    }

    var tenant: NewTenant {
        var tenant = NewTenant(id: id)
        tenant.tier = tier
        tenant.caps = caps?.map(\.body.cap) ?? []
        tenant.lateDays = lateDays?.value
        if let profile { tenant.profile = profile } else { tenant.defaulted.append("profile") }
        if let timeZone { tenant.timeZone = timeZone } else { tenant.defaulted.append("time_zone") }
        return tenant
    }
}

private struct TenantChangesBody: StrictBody {
    let profile: Change<String>
    let timeZone: Change<String>
    let tier: Change<String>
    let caps: Change<[Strict<NewCapBody>]>
    let lateDays: Change<Whole<Int64>>

    enum CodingKeys: String, CodingKey {
        case profile, tier, caps
        case timeZone = "time_zone"
        case lateDays = "late_days"
    }

    func changes() throws(APIError) -> TenantChanges {
        var changes = TenantChanges()
        changes.profile = try profile.required("profile")
        changes.timeZone = try timeZone.required("time_zone")
        changes.tier = try tier.required("tier")
        changes.caps = try caps.required("caps")?.map(\.body.cap)
        changes.lateDays = try lateDays.required("late_days")?.value
        return changes
    }
}

private struct TenantBody: ListRow {
    let id: String
    let profile: String
    let timeZone: String
    @Nullable var tier: String?
    let caps: [CapBody]
    let lateDays: Int64
    let status: String
    let createdAt: Timestamp

    static let columns = CodingKeys.allCases.map(\.stringValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, profile, tier, caps, status
        case timeZone = "time_zone"
        case lateDays = "late_days"
        case createdAt = "created_at"
    }

    init(_ tenant: TenantState) {
        id = tenant.id
        profile = tenant.profile
        timeZone = tenant.timeZone
        tier = tenant.tier
        caps = tenant.caps.map(CapBody.init)
        lateDays = tenant.lateDays
        status = tenant.isClosed ? "closed" : "active"
        createdAt = tenant.createdAt
    }
}

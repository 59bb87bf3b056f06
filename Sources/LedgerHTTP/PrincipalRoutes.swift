import HTTPTypes
import LedgerCore
import LedgerService

/// Principals: the persons and services of a tenant.
enum PrincipalRoutes {
    static let all = [
        Route(.post, "/v1/tenants/{tenant}/principals", .ledgerWrite, add),
        Route(.get, "/v1/tenants/{tenant}/principals", .ledgerRead, list),
        Route(.patch, "/v1/tenants/{tenant}/principals/{principal}", .ledgerWrite, update),
        Route(.delete, "/v1/tenants/{tenant}/principals/{principal}", .ledgerWrite, remove),
    ]

    @Sendable private static func add(_ call: Call) async throws(APIError) -> Answer {
        let body = try await call.body(NewPrincipalBody.self)
        let tenant = call.path("tenant")
        let commandID = try call.commandID()
        let id = if let id = body.id { id } else { try newID(commandID, tenant, call) }
        let receipt = try await call.execute(
            .addPrincipal(body.principal(id, tenant: tenant)), id: commandID)
        return try answer(id, call, receipt, status: .created)
    }

    /// An id for a principal that comes without one: drawn at random, or, where the command has an
    /// id, always the same for that, so that the command can be known again.
    private static func newID(
        _ command: CommandID?, _ tenant: String, _ call: Call
    ) throws(APIError) -> String {
        if let command {
            let view = call.ledger.view
            _ = try refusing { () throws(Rejection) in try view.tenant(tenant, for: call.caller) }
            return view.pseudonym("prn_", of: "\(command.source) \(command.id)", in: tenant)
        }
        do throws(LedgerError) {
            return try TokenMint.id("prn_")
        } catch {
            throw APIError(error)
        }
    }

    @Sendable private static func list(_ call: Call) async throws(APIError) -> Answer {
        let page: PageRequest<String> = try call.query("limit", "cursor").page()
        let view = call.ledger.view
        let tenant = call.path("tenant")
        let found = try refusing { () throws(Rejection) in
            try view.principals(page, of: tenant, for: call.caller)
        }
        return try .list(found, of: "principals", call, view) { PrincipalBody($0, tenant, view) }
    }

    @Sendable private static func update(_ call: Call) async throws(APIError) -> Answer {
        let body = try await call.body(PrincipalChangesBody.self)
        let (tenant, id) = (call.path("tenant"), call.path("principal"))
        let changes = try body.changes()
        let receipt = try await call.execute(
            .updatePrincipal(tenant: tenant, principal: id, changes))
        return try answer(id, call, receipt)
    }

    @Sendable private static func remove(_ call: Call) async throws(APIError) -> Answer {
        let receipt = try await call.execute(
            .removePrincipal(tenant: call.path("tenant"), principal: call.path("principal")))
        return .empty(receipt.view)
    }

    private static func answer(
        _ id: String, _ call: Call, _ receipt: Receipt, status: HTTPStatus = .ok
    ) throws(APIError) -> Answer {
        let tenant = call.path("tenant")
        let principal = try refusing { () throws(Rejection) in
            try receipt.view.principal(id, tenant: tenant, for: call.caller)
        }
        return try .json(
            PrincipalBody(principal, tenant, receipt.view), receipt.view, status: status
        ).marking(receipt)
    }
}

private struct NewPrincipalBody: StrictBody {
    let id: String?
    let kind: KindBody?
    let role: RoleBody?
    let name: String?
    let email: String?
    let externalID: String?

    enum CodingKeys: String, CodingKey {
        case id, kind, role, name, email
        case externalID = "external_id"
    }

    func principal(_ id: String, tenant: String) -> NewPrincipal {
        var personal = PersonalValues()
        personal.name = name
        personal.email = email
        personal.externalID = externalID
        return NewPrincipal(
            tenant: tenant, id: id, kind: kind?.kind ?? .person, role: role?.role ?? .member,
            personal: personal)
    }
}

private struct PrincipalChangesBody: StrictBody {
    let role: Change<RoleBody>
    let name: Change<String>
    let email: Change<String>

    enum CodingKeys: String, CodingKey {
        case role, name, email
    }

    func changes() throws(APIError) -> PrincipalChanges {
        var changes = PrincipalChanges()
        changes.role = try role.required("role")?.role
        changes.name = try name.required("name")
        changes.email = try email.required("email")
        return changes
    }
}

private struct KindBody: Decodable {
    let kind: PrincipalKind

    init(from decoder: any Decoder) throws { kind = try decoder.word("person or service") }
}

private struct RoleBody: Decodable {
    let role: Role

    init(from decoder: any Decoder) throws { role = try decoder.word("owner, admin or member") }
}

private struct PrincipalBody: ListRow {
    let id: String
    let tenant: String
    let kind: String
    let role: String
    @Nullable var name: String?
    @Nullable var email: String?
    @Nullable var externalID: String?
    let addedAt: Timestamp

    static let columns = CodingKeys.allCases.map(\.stringValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, tenant, kind, role, name, email
        case externalID = "external_id"
        case addedAt = "added_at"
    }

    init(_ principal: PrincipalState, _ tenant: String, _ view: LedgerView) {
        id = principal.id
        self.tenant = tenant
        kind = principal.kind.rawValue
        role = principal.role.rawValue
        let personal = view.open(principal.personal)
        name = personal?.name
        email = personal?.email
        externalID = personal?.externalID
        addedAt = principal.addedAt
    }
}

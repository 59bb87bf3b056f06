import LedgerCore

/// Where a request leads to, seen from a caller of the tenant `acme`.
enum Place: CaseIterable {
    /// To a key or principal that is the caller's own.
    case own
    /// To one of the same tenant that is somebody else's.
    case sameTenant
    case foreign
    case missing
}

/// The things that a request of some place is about.
struct Subject {
    let tenant: String
    let key: String
    let principal: String
    /// An entry about the key.
    let sequence: UInt64
    /// A name that nothing has yet.
    let newName: String
}

/// A route in the table of who may do what.
struct RouteCase: Sendable {
    let route: String
    let scope: ReservedScope
    /// The lowest role that may do it to what is its own, and to what is not; nil where no role is
    /// asked for.
    let own: Role?
    let other: Role?
    /// The answer where it is allowed.
    let status: Int
    /// The answer where it is about a foreign or missing thing.
    var missing = 404
    let target: @Sendable (Subject) -> String
    var body: @Sendable (Subject) -> String = { _ in "" }

    init(
        _ route: String, _ scope: ReservedScope, own: Role? = nil, other: Role? = nil,
        status: Int = 200, missing: Int = 404, _ target: @escaping @Sendable (Subject) -> String,
        body: @escaping @Sendable (Subject) -> String = { _ in "" }
    ) {
        self.route = route
        self.scope = scope
        self.own = own
        self.other = other
        self.status = status
        self.missing = missing
        self.target = target
        self.body = body
    }

    var method: String { String(route.prefix { $0 != " " }) }

    func leastRole(for place: Place) -> Role? {
        switch place {
        case .own: own
        case .sameTenant, .foreign, .missing: other
        }
    }
}

extension RouteCase {
    /// Every route that needs a credential, and what is to be expected of it.
    static let all: [RouteCase] = tenants + keys + usage + reading

    private static let tenants = [
        RouteCase(
            "POST /v1/tenants", .ledgerWrite, own: .admin, other: .admin, status: 409,
            { _ in "/v1/tenants" }, body: { #"{"id":"\#($0.tenant)"}"# }),
        RouteCase("GET /v1/tenants", .ledgerRead, missing: 200, { _ in "/v1/tenants" }),
        RouteCase("GET /v1/tenants/{tenant}", .ledgerRead, { "/v1/tenants/\($0.tenant)" }),
        RouteCase(
            "PATCH /v1/tenants/{tenant}", .ledgerWrite, own: .admin, other: .admin,
            { "/v1/tenants/\($0.tenant)" }, body: { #"{"tier":"\#($0.newName)"}"# }),
        RouteCase(
            "POST /v1/tenants/{tenant}/principals", .ledgerWrite, own: .admin, other: .admin,
            status: 201, { "/v1/tenants/\($0.tenant)/principals" },
            body: { #"{"id":"\#($0.newName)"}"# }),
        RouteCase(
            "GET /v1/tenants/{tenant}/principals", .ledgerRead,
            { "/v1/tenants/\($0.tenant)/principals" }),
        RouteCase(
            "PATCH /v1/tenants/{tenant}/principals/{principal}", .ledgerWrite, own: .admin,
            other: .admin, { "/v1/tenants/\($0.tenant)/principals/\($0.principal)" },
            body: { _ in #"{"name":"new"}"# }),
        RouteCase(
            "DELETE /v1/tenants/{tenant}/principals/{principal}", .ledgerWrite, own: .admin,
            other: .admin, status: 204,
            { "/v1/tenants/\($0.tenant)/principals/\($0.principal)" }),
    ]

    private static let keys =
        [
            RouteCase(
                "POST /v1/keys", .ledgerWrite, own: .member, other: .admin, status: 201,
                { _ in "/v1/keys" },
                body: { #"{"tenant":"\#($0.tenant)","name":"k","owner":"\#($0.principal)"}"# }),
            RouteCase("GET /v1/keys", .ledgerRead, { "/v1/keys?tenant=\($0.tenant)" }),
            RouteCase("GET /v1/keys/{key}", .ledgerRead, { "/v1/keys/\($0.key)" }),
            RouteCase(
                "PATCH /v1/keys/{key}", .ledgerWrite, own: .member, other: .admin,
                { "/v1/keys/\($0.key)" }, body: { _ in #"{"name":"new"}"# }),
            RouteCase(
                "DELETE /v1/keys/{key}", .ledgerWrite, own: .member, other: .admin,
                { "/v1/keys/\($0.key)" }),
        ]
        + ["disable", "enable", "revoke", "rotate"].map { act in
            RouteCase(
                "POST /v1/keys/{key}/\(act)", .ledgerWrite, own: .member, other: .admin,
                { "/v1/keys/\($0.key)/\(act)" })
        }
        + ["history", "usage", "caps"].map { part in
            RouteCase("GET /v1/keys/{key}/\(part)", .ledgerRead, { "/v1/keys/\($0.key)/\(part)" })
        }

    private static let usage = [
        RouteCase(
            "POST /v1/usage", .usageWrite, missing: 200, { _ in "/v1/usage" },
            body: { #"{"key":"\#($0.key)","operation":"a"}"# }),
        RouteCase(
            "POST /v1/authorize", .gatewayAuthorize, missing: 200, { _ in "/v1/authorize" },
            body: { #"{"key":"\#($0.key)","operation":"a","mode":"check"}"# }),
        RouteCase(
            "POST /v1/import/cloudtrail", .ledgerAdmin, missing: 200,
            { _ in "/v1/import/cloudtrail?commit=true" }),
    ]

    private static let reading = [
        RouteCase("GET /v1/meters", .billingRead, { "/v1/meters?tenant=\($0.tenant)" }),
        RouteCase("GET /v1/entries", .auditRead, { "/v1/entries?tenant=\($0.tenant)" }),
        RouteCase(
            "GET /v1/entries/{sequence}", .auditRead, { "/v1/entries/\($0.sequence)" }),
        RouteCase("GET /v1/audit/who/{key}", .auditRead, { "/v1/audit/who/\($0.key)" }),
        // Of the whole ledger, which a credential of some tenants may not ask about.
        RouteCase("GET /v1/status", .ledgerRead, status: 403, missing: 403, { _ in "/v1/status" }),
        RouteCase(
            "POST /v1/backups", .ledgerAdmin, status: 403, missing: 403, { _ in "/v1/backups" },
            body: { _ in #"{"folder":"a"}"# }),
    ]
}

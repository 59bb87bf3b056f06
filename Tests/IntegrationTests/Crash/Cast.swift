/// Who is there in a ledger before the load begins: two tenants, a collector, and keys with caps.
struct Cast: Sendable {
    struct Key: Sendable {
        var id: String
        var tenant: String
        var token: String?
    }

    /// The token of the first admin key.
    let admin: String
    /// The key that commands are recorded under.
    let adminID: String
    /// Reports usage and asks for admissions; its principal is the source of ids.
    let collector: String
    static let collectorPrincipal = "edge"
    static let collectorTenant = "acme"
    /// The keys that every client uses; the first client changes their life.
    let keys: [Key]

    static let tenants = ["acme", "globex"]

    /// The caps of the keys that every client uses, as (tenant, caps).
    private static let caps: [(tenant: String, caps: [JSON])] = [
        ("acme", [cap(20)]),
        ("acme", [cap(60), cap(500, of: "tokens")]),
        ("acme", [cap(25, per: "day")]),
        ("acme", []),
        ("globex", [cap(40)]),
        ("globex", []),
    ]

    static func cap(_ limit: Int64, of meter: String = "calls", per period: String = "month")
        -> JSON
    {
        ["meter": .string(meter), "period": .string(period), "limit": .integer(limit)]
    }

    /// Makes everybody, as the admin of a new ledger.
    init(making client: Client) async throws {
        admin = client.token
        func make(_ path: String, _ body: JSON) async throws -> JSON {
            let answer = try await client.send(.post, path, .json(body))
            guard answer.status == 201 else { throw Refused(path: path, answer: answer.text) }
            return try answer.json
        }
        _ = try await make("/v1/tenants", ["id": "acme", "caps": [Self.cap(150)]])
        _ = try await make("/v1/tenants", ["id": "globex"])
        _ = try await make(
            "/v1/tenants/\(Self.collectorTenant)/principals",
            ["id": .string(Self.collectorPrincipal), "kind": "service", "name": "Edge"])
        let collector = try await make(
            "/v1/keys",
            [
                "tenant": .string(Self.collectorTenant), "owner": .string(Self.collectorPrincipal),
                "name": "collector", "scopes": ["usage:write", "gateway:authorize"],
                "tenants": .array(Self.tenants.map(JSON.string)),
            ])
        self.collector = collector["token"]?.text ?? ""
        var keys: [Key] = []
        for (number, (tenant, caps)) in Self.caps.enumerated() {
            let key = try await make(
                "/v1/keys",
                ["tenant": .string(tenant), "name": .string("key \(number)"), "caps": .array(caps)])
            keys.append(
                Key(id: key["id"]?.text ?? "", tenant: tenant, token: key["token"]?.text))
        }
        self.keys = keys
        let first = try await client.send(.get, "/v1/keys?tenant=ledger").json
        adminID = first["data"]?.items.first?["id"]?.text ?? ""
    }

    struct Refused: Error {
        var path: String
        var answer: String
    }
}

import LedgerCore
import LedgerService

/// A key in answers.
struct KeyBody: ListRow {
    let id: String
    let tenant: String
    @Nullable var owner: String?
    /// Null once its holder is erased.
    @Nullable var name: String?
    let hint: String
    let origin: String
    let status: String
    let scopes: [String]
    let caps: [CapBody]
    @Nullable var tenants: [String]?
    @Nullable var expiresAt: Timestamp?
    let createdAt: Timestamp
    let secrets: [SecretBody]
    let usageCount: Int128
    @Nullable var lastUsed: Timestamp?
    @Nullable var lastSeen: Timestamp?

    static let columns = CodingKeys.allCases.map(\.stringValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, tenant, owner, name, hint, origin, status, scopes, caps, tenants, secrets
        case expiresAt = "expires_at"
        case createdAt = "created_at"
        case usageCount = "usage_count"
        case lastUsed = "last_used"
        case lastSeen = "last_seen"
    }

    init(_ record: KeyRecord, _ view: LedgerView, now: Timestamp) {
        let key = record.key
        id = key.id
        tenant = record.tenant
        owner = key.owner
        name = view.open(key.name)?.name
        hint = key.hint
        origin = key.origin
        status = record.standing(at: now).rawValue
        scopes = key.scopes
        caps = key.caps.map(CapBody.init)
        tenants = key.tenants
        expiresAt = key.expiresAt
        createdAt = key.createdAt
        secrets = key.secrets.filter { $0.endsAt.map { $0 > now } ?? true }.map(SecretBody.init)
        usageCount = record.use.usageCount
        lastUsed = record.use.lastUsed
        lastSeen = record.use.lastSeen
    }
}

/// A secret version that is still good.
struct SecretBody: Encodable, Sendable {
    let version: Int64
    let hint: String
    /// The end of the overlap; null for the newest.
    @Nullable var endsAt: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case version, hint
        case endsAt = "ends_at"
    }

    init(_ secret: SecretVersion) {
        version = secret.version
        hint = secret.hint
        endsAt = secret.endsAt
    }
}

/// A key with a token that was just minted: the one time that it is shown.
struct MintedKeyBody: Encodable {
    let key: KeyBody
    /// Null where the answer repeats an earlier one: a token is shown once.
    let token: String?

    private enum CodingKeys: String, CodingKey { case token }

    func encode(to encoder: any Encoder) throws {
        try key.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(token, forKey: .token)
    }
}

struct NewKeyBody: StrictBody {
    let tenant: String
    let owner: String?
    let name: String
    let scopes: [String]?
    let caps: [Strict<NewCapBody>]?
    let expiresAt: Timestamp?
    let origin: String?
    let tenants: [String]?

    enum CodingKeys: String, CodingKey {
        case tenant, owner, name, scopes, caps, origin, tenants
        case expiresAt = "expires_at"
    }

    func key(id: String, secret: NewSecret) -> NewKey {
        var key = NewKey(id: id, tenant: tenant, name: name, secret: secret)
        key.owner = owner
        key.scopes = scopes ?? []
        key.caps = caps?.map(\.body.cap) ?? []
        key.expiresAt = expiresAt
        if let origin { key.origin = origin }
        key.tenants = tenants
        return key
    }
}

struct KeyChangesBody: StrictBody {
    let name: Change<String>
    let scopes: Change<[String]>
    let caps: Change<[Strict<NewCapBody>]>
    let expiresAt: Change<Timestamp>

    enum CodingKeys: String, CodingKey {
        case name, scopes, caps
        case expiresAt = "expires_at"
    }

    func changes() throws(APIError) -> KeyChanges {
        var changes = KeyChanges()
        changes.name = try name.required("name")
        changes.scopes = try scopes.required("scopes")
        changes.caps = try caps.required("caps")?.map(\.body.cap)
        switch expiresAt {
        case .stays: break
        case .removed: changes.expiry = .never
        case .becomes(let time): changes.expiry = .at(time)
        }
        return changes
    }
}

struct RotationBody: StrictBody {
    let overlapSeconds: Whole<Int64>?

    enum CodingKeys: String, CodingKey {
        case overlapSeconds = "overlap_seconds"
    }
}

/// The body of an act that needs to say nothing.
struct EmptyBody: StrictBody {
    enum CodingKeys: CodingKey {}

    init(from decoder: any Decoder) throws {}
}

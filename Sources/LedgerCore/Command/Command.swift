/// A wish to change something, with who wishes it.
package struct Command: Sendable {
    package var caller: Caller
    package var action: Action
    /// What the caller calls this command; the same again is answered with the first.
    package var id: CommandID?
    /// When it happened, where that is not now: for history that is imported.
    package var time: Timestamp?

    package init(caller: Caller, action: Action, id: CommandID? = nil, time: Timestamp? = nil) {
        self.caller = caller
        self.action = action
        self.id = id
        self.time = time
    }
}

/// A caller's name for a command, within a namespace.
package struct CommandID: Sendable, Hashable {
    package var source: String
    package var id: String

    package init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    /// Whether it is the id of `entry`, byte for byte, as ids are hashed.
    func names(_ entry: Entry) -> Bool {
        entry.source.map(Term.init) == Term(source) && entry.id.map(Term.init) == Term(id)
    }
}

package enum Action: Sendable {
    /// The first command of a ledger: its identity, the reserved tenant and the first admin key.
    case found(LedgerCreated, adminKey: NewKey)
    case createTenant(NewTenant)
    case updateTenant(String, TenantChanges)
    case addPrincipal(NewPrincipal)
    case updatePrincipal(tenant: String, principal: String, PrincipalChanges)
    case removePrincipal(tenant: String, principal: String)
    case createKey(NewKey)
    case importKey(ImportedKey)
    case updateKey(String, KeyChanges)
    case disableKey(String)
    case enableKey(String)
    case rotateKey(String, NewSecret, overlapSeconds: Int64)
    case revokeKey(String)
    case deleteKey(String)
    case openImport(tenant: String, backfill: String)
    case commitBackfill(String)
}

package struct NewTenant: Sendable {
    package var id: String
    package var profile = "native"
    package var timeZone = "UTC"
    package var tier: String?
    package var caps: [Cap] = []
    package var lateDays: Int64?
    /// The fields that the sender left out.
    package var defaulted: [String] = []

    package init(id: String) { self.id = id }
}

/// What is nil stays as it is.
package struct TenantChanges: Sendable {
    package var profile: String?
    package var timeZone: String?
    package var tier: String?
    package var caps: [Cap]?
    package var lateDays: Int64?

    package init() {}
}

package struct NewPrincipal: Sendable {
    package var tenant: String
    package var id: String
    package var kind: PrincipalKind
    package var role: Role
    /// Name, e-mail and outside id.
    package var personal: PersonalValues

    package init(
        tenant: String, id: String, kind: PrincipalKind, role: Role, personal: PersonalValues
    ) {
        self.tenant = tenant
        self.id = id
        self.kind = kind
        self.role = role
        self.personal = personal
    }
}

/// What is nil stays as it is.
package struct PrincipalChanges: Sendable {
    package var role: Role?
    package var name: String?
    package var email: String?

    package init() {}
}

/// A secret that was just drawn; the token itself stays with whoever drew it.
package struct NewSecret: Sendable {
    package var digest: Digest
    /// What of the token may be shown.
    package var hint: String

    package init(digest: Digest, hint: String) {
        self.digest = digest
        self.hint = hint
    }
}

package struct NewKey: Sendable {
    package var id: String
    package var tenant: String
    package var owner: String?
    package var name: String
    package var scopes: [String] = []
    package var caps: [Cap] = []
    package var expiresAt: Timestamp?
    package var origin = "api"
    /// Of a credential: the tenants that it may act in; `*` is all.
    package var tenants: [String]?
    package var secret: NewSecret

    package init(id: String, tenant: String, name: String, secret: NewSecret) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.secret = secret
    }
}

/// A key of another system: it has a history here, and nobody can present it.
package struct ImportedKey: Sendable {
    package var id: String
    package var tenant: String
    package var owner: String?
    package var origin: String
    package var name: String?

    package init(id: String, tenant: String, owner: String?, origin: String, name: String?) {
        self.id = id
        self.tenant = tenant
        self.owner = owner
        self.origin = origin
        self.name = name
    }
}

/// What is nil stays as it is.
package struct KeyChanges: Sendable {
    package enum Expiry: Sendable {
        case never
        case at(Timestamp)
    }

    package var name: String?
    package var scopes: [String]?
    package var caps: [Cap]?
    package var expiry: Expiry?

    package init() {}
}

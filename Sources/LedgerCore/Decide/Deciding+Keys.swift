extension Deciding {
    mutating func create(_ key: NewKey) throws(Rejection) {
        let tenant = try visibleTenant(key.tenant)
        try checkManaging(tenant.id, keyOf: key.owner)
        guard !tenant.isClosed else { throw .tenantClosed }
        try addCreatedKey(key)
    }

    mutating func addCreatedKey(_ key: NewKey) throws(Rejection) {
        try checkNew(
            key.id, tenant: key.tenant, owner: key.owner, name: key.name, origin: key.origin)
        try Checks.caps(key.caps)
        try Checks.neededScopes(key.scopes)
        try check(tenantList: key.tenants, scopes: key.scopes)
        try checkGrant(of: key.scopes, for: key.tenants, in: key.tenant)
        if let expiresAt = key.expiresAt, expiresAt <= context.now {
            throw .invalid(field: "expires_at", problem: "must lie ahead")
        }
        guard state.secret(key.secret.digest) == nil else { throw .tokenTaken }
        var payload = KeyCreated()
        payload.owner = key.owner
        payload.scopes = key.scopes
        payload.caps = key.caps
        payload.expiresAt = key.expiresAt
        payload.origin = key.origin
        payload.tenants = key.tenants
        payload.secret = key.secret.digest
        payload.hint = key.secret.hint
        var personal = PersonalValues()
        personal.name = key.name
        drafts.add(
            .keyCreated(payload), tenant: key.tenant, key: key.id, id: command.id,
            personal: personal, holder: key.owner ?? key.id)
    }

    mutating func add(_ key: ImportedKey) throws(Rejection) {
        _ = try visibleTenant(key.tenant)
        try checkManaging(key.tenant)
        try checkNew(
            key.id, tenant: key.tenant, owner: key.owner, name: key.name, origin: key.origin)
        var payload = KeyImported()
        payload.owner = key.owner
        payload.origin = key.origin
        var personal = PersonalValues()
        personal.name = key.name
        drafts.add(
            .keyImported(payload), tenant: key.tenant, key: key.id, time: command.time,
            id: command.id, personal: personal, holder: key.owner ?? key.id)
    }

    private func checkNew(
        _ id: String, tenant: String, owner: String?, name: String?, origin: String
    ) throws(Rejection) {
        try Checks.id(id, "id")
        guard state.keyIndex(id) == nil else { throw .idTaken(id) }
        try Checks.label(name, "name")
        try Checks.foreignID(origin, "origin")
        if let owner {
            guard let principal = state.principal(owner, tenant: tenant), !principal.isRemoved
            else {
                throw .principalNotFound
            }
        }
    }

    /// A tenant list goes with reserved scopes only, and names no tenant that the caller cannot
    /// see.
    private func check(tenantList: [String]?, scopes: [String]) throws(Rejection) {
        let isCredential = scopes.contains(where: Scope.isReserved)
        guard let tenantList else { return }
        guard isCredential else {
            throw .invalid(
                field: "tenants",
                problem: "is for credentials; grant a reserved scope or leave it out")
        }
        guard tenantList.count <= Limits.tenantsPerCredential else {
            throw .invalid(
                field: "tenants", problem: "must be at most \(Limits.tenantsPerCredential)")
        }
        for tenant in tenantList {
            if tenant == "*" {
                guard command.caller.tenants == .all else { throw .tenantNotFound }
            } else {
                _ = try visibleTenant(tenant)
            }
        }
    }
}

extension Deciding {
    mutating func update(_ id: String, _ changes: KeyChanges) throws(Rejection) {
        let (_, key, tenant) = try changeableKey(id)
        try Checks.label(changes.name, "name")
        if let caps = changes.caps { try Checks.caps(caps) }
        if let scopes = changes.scopes {
            // Reserved scopes that the key has already are kept, not granted.
            try checkGrant(
                of: scopes.filter { !key.scopes.contains($0) }, for: key.tenants, in: tenant)
            try Checks.neededScopes(scopes)
        }
        if let name = changes.name {
            var personal = PersonalValues()
            personal.name = name
            add(.keyRenamed(KeyRenamed()), tenant, id, personal, holder: key.owner ?? id)
        }
        if let scopes = changes.scopes, scopes != key.scopes {
            if !scopes.contains(ReservedScope.ledgerAdmin.rawValue) {
                try keepAnAdmin(without: key)
            }
            var payload = KeyScopesChanged()
            payload.scopes = scopes
            add(.keyScopesChanged(payload), tenant, id)
        }
        if let caps = changes.caps, caps != key.caps {
            var payload = KeyCapsChanged()
            payload.caps = caps
            add(.keyCapsChanged(payload), tenant, id)
        }
        switch changes.expiry {
        case nil: break
        case .never:
            guard key.expiresAt != nil else { break }
            try checkGrant(of: key.scopes, for: key.tenants, in: tenant)
            add(.keyExpiryChanged(KeyExpiryChanged()), tenant, id)
        case .at(let time):
            guard time != key.expiresAt else { break }
            if let old = key.expiresAt, time > old {
                try checkGrant(of: key.scopes, for: key.tenants, in: tenant)
            }
            try keepAnAdmin(without: key)
            var payload = KeyExpiryChanged()
            payload.expiresAt = time
            add(.keyExpiryChanged(payload), tenant, id)
        }
    }

    mutating func disable(_ id: String) throws(Rejection) {
        let (_, key, tenant) = try changeableKey(id)
        guard key.status == .active || isHistory else { return }
        try keepAnAdmin(without: key)
        add(.keyDisabled(KeyDisabled()), tenant, id)
    }

    mutating func enable(_ id: String) throws(Rejection) {
        let (_, key, tenant) = try changeableKey(id)
        guard key.status == .disabled || isHistory else { return }
        try checkGrant(of: key.scopes, for: key.tenants, in: tenant)
        add(.keyEnabled(KeyEnabled()), tenant, id)
    }

    mutating func rotate(
        _ id: String, _ secret: NewSecret, _ overlapSeconds: Int64
    ) throws(Rejection) {
        let (_, key, tenant) = try changeableKey(id)
        guard (0...Limits.overlapSeconds).contains(overlapSeconds) else {
            throw .invalid(
                field: "overlap_seconds", problem: "must be 0 to \(Limits.overlapSeconds)")
        }
        guard let newest = key.secrets.last else {
            throw .invalid(field: "id", problem: "names an imported key, which has no secret here")
        }
        // A new token gives whoever holds it all that the key may do.
        try checkGrant(of: key.scopes, for: key.tenants, in: tenant)
        guard state.secret(secret.digest) == nil else { throw .tokenTaken }
        var payload = KeyRotated()
        payload.secret = secret.digest
        payload.hint = secret.hint
        payload.secretVersion = newest.version + 1
        payload.overlapUntil = context.now.advanced(
            by: overlapSeconds * Timestamp.microsecondsPerSecond)
        add(.keyRotated(payload), tenant, id)
    }

    mutating func revoke(_ id: String) throws(Rejection) {
        let (_, key, tenant) = try ownKey(id)
        guard !key.status.isFinal || (key.status == .revoked && isHistory) else { return }
        try keepAnAdmin(without: key)
        add(.keyRevoked(KeyRevoked()), tenant, id)
    }

    mutating func delete(_ id: String) throws(Rejection) {
        let (_, key, tenant) = try ownKey(id)
        guard key.status != .deleted || isHistory else { return }
        try keepAnAdmin(without: key)
        add(.keyDeleted(KeyDeleted()), tenant, id)
    }

    /// Whether another system says that it happened. That is recorded though it changes nothing:
    /// its id must be bound, or the next run of the import would carry it out, after what came
    /// later.
    private var isHistory: Bool { command.time != nil }

    /// A key that exists for the caller, and is the caller's to change.
    private func ownKey(
        _ id: String
    ) throws(Rejection) -> (index: Int, key: KeyState, tenant: String) {
        let found = try visibleKey(id)
        try checkManaging(found.tenant, keyOf: found.key.owner)
        return found
    }

    private func changeableKey(
        _ id: String
    ) throws(Rejection) -> (index: Int, key: KeyState, tenant: String) {
        let found = try ownKey(id)
        guard !found.key.status.isFinal else { throw .keyFinal(found.key.status) }
        return found
    }

    /// A ledger that nobody can administer is lost: some other admin key must stay good for ever.
    private func keepAnAdmin(without key: KeyState) throws(Rejection) {
        guard isLastingAdmin(key) else { return }
        let hasAnother = state.keys.indices.contains {
            state.keys[$0].id != key.id && isLastingAdmin(state.keys[$0])
        }
        guard hasAnother else { throw .lastAdminKey }
    }

    private func isLastingAdmin(_ key: KeyState) -> Bool {
        key.status == .active && key.expiresAt == nil
            && key.scopes.contains(ReservedScope.ledgerAdmin.rawValue)
            && key.tenants?.contains("*") == true && !state.tenants[key.tenant].isClosed
    }

    private mutating func add(
        _ body: EntryBody, _ tenant: String, _ key: String,
        _ personal: PersonalValues = PersonalValues(), holder: String = ""
    ) {
        // The id names the command: its first entry binds it.
        drafts.add(
            body, tenant: tenant, key: key, time: command.time,
            id: drafts.entries.isEmpty ? command.id : nil, personal: personal, holder: holder)
    }
}

extension LedgerState {
    /// Takes the next entry in. Pure and total: what an entry says is never refused here, and an
    /// entry about something unknown (a log that `decide` did not write) changes nothing but the
    /// position.
    package mutating func apply(_ entry: Entry) {
        position = entry.sequence &+ 1
        recordedAt = entry.recordedAt
        switch entry.body {
        case .ledgerCreated(let payload): identity = payload
        case .tenantCreated(let payload): apply(payload, entry)
        case .tenantUpdated(let payload): apply(payload, entry)
        case .tenantClosed: withTenant(entry) { $0.isClosed = true }
        case .principalAdded(let payload): apply(payload, entry)
        case .principalUpdated(let payload):
            withPrincipal(payload.principal, entry) { $0.personal = entry.personal }
        case .principalRoleChanged(let payload):
            withPrincipal(payload.principal, entry) { $0.role = payload.role }
        case .principalRemoved(let payload):
            withPrincipal(payload.principal, entry) { $0.isRemoved = true }
        case .keyCreated(let payload): apply(payload, entry)
        case .keyImported(let payload): apply(payload, entry)
        case .keyRenamed: withKey(entry) { $0.name = entry.personal }
        case .keyScopesChanged(let payload): withKey(entry) { $0.scopes = payload.scopes }
        case .keyCapsChanged(let payload):
            withKey(entry) {
                $0.caps = payload.caps
                $0.capsEntry = entry.sequence
            }
        case .keyExpiryChanged(let payload): withKey(entry) { $0.expiresAt = payload.expiresAt }
        case .keyDisabled: setStatus(.disabled, entry)
        case .keyEnabled: setStatus(.active, entry)
        case .keyRotated(let payload): apply(payload, entry)
        case .keyRevoked: setStatus(.revoked, entry)
        case .keyDeleted: setStatus(.deleted, entry)
        case .usageRecorded(let payload): apply(payload, entry)
        case .usageDenied: applyDenied(entry, calls: 1)
        case .usageDeniedAggregate(let payload):
            applyDenied(entry, calls: payload.counts.items.reduce(0) { $0 + Int128($1.quantity) })
        case .periodOpened(let payload):
            withTenant(entry) { $0.insert(PeriodBounds(payload)) }
        case .backfillOpened(let payload): apply(payload, entry)
        case .backfillCommitted(let payload): commitBackfill(payload.backfill)
        case .backfillReverted(let payload): revertBackfill(payload.backfill)
        case .usageCompleted:
            // Binds the decision that it completes, and counts nothing.
            break
        case .ledgerRulesRaised, .ledgerClockAccepted, .ledgerSigningKeyRotated, .profileChanged,
            .credentialLeakReported, .usageVoided, .usageAmended, .holdPlaced, .holdSettled,
            .holdExpired, .leaseGranted, .leaseSettled, .leaseExpired, .meterDeclared,
            .meterRetired, .capThresholdReached, .capThresholdCleared, .periodClosed,
            .exportPushed, .webhookChanged, .personalErasureRequested, .personalErased, .auditRead:
            // Written by no command of this version; their semantics begin with the rules that
            // write them.
            break
        }
        bindID(of: entry)
    }
}

extension LedgerState {
    private mutating func withTenant(_ entry: Entry, _ change: (inout TenantState) -> Void) {
        guard let index = tenantIndex(entry.tenant) else { return }
        change(&tenants[index])
    }

    private mutating func withPrincipal(
        _ id: String, _ entry: Entry, _ change: (inout PrincipalState) -> Void
    ) {
        guard let tenant = tenantIndex(entry.tenant),
            let index = principalIndex(id, tenant: tenant)
        else { return }
        change(&principals[index])
    }

    private mutating func withKey(_ entry: Entry, _ change: (inout KeyState) -> Void) {
        guard let id = entry.key, let index = keyIndex(id) else { return }
        change(&keys[index])
        keys[index].history.append(entry.sequence)
    }

    private mutating func setStatus(_ status: KeyStatus, _ entry: Entry) {
        let time = entry.time ?? entry.recordedAt
        withKey(entry) { key in
            if key.status != status { key.statusAt = time }
            key.status = status
            key.inactiveSince = status == .active ? nil : key.inactiveSince ?? time
        }
    }
}

extension LedgerState {
    private mutating func apply(_ payload: TenantCreated, _ entry: Entry) {
        guard tenantIndex(entry.tenant) == nil else { return }
        add(
            TenantState(
                id: entry.tenant, caps: payload.caps, capsEntry: entry.sequence,
                lateDays: payload.lateDays, profile: payload.profile, tier: payload.tier,
                timeZone: payload.timeZone, createdAt: entry.recordedAt))
    }

    private mutating func apply(_ payload: TenantUpdated, _ entry: Entry) {
        withTenant(entry) { tenant in
            if let caps = payload.caps {
                tenant.caps = caps
                tenant.capsEntry = entry.sequence
            }
            if let lateDays = payload.lateDays { tenant.lateDays = lateDays }
            if let profile = payload.profile { tenant.profile = profile }
            if let tier = payload.tier { tenant.tier = tier }
            if let timeZone = payload.timeZone { tenant.timeZone = timeZone }
        }
    }

    private mutating func apply(_ payload: PrincipalAdded, _ entry: Entry) {
        guard let tenant = tenantIndex(entry.tenant),
            principalIndex(payload.principal, tenant: tenant) == nil
        else { return }
        add(
            PrincipalState(
                id: payload.principal, tenant: tenant, kind: payload.kind, role: payload.role,
                personal: entry.personal, addedAt: entry.recordedAt))
    }

    private mutating func apply(_ payload: KeyCreated, _ entry: Entry) {
        let secret = SecretVersion(version: 1, digest: payload.secret, hint: payload.hint)
        addKey(entry, owner: payload.owner, origin: payload.origin, secret: secret) {
            $0.scopes = payload.scopes
            $0.caps = payload.caps
            $0.expiresAt = payload.expiresAt
            $0.tenants = payload.tenants
        }
    }

    private mutating func apply(_ payload: KeyImported, _ entry: Entry) {
        let secret = payload.secret.map {
            SecretVersion(version: 1, digest: $0, hint: payload.hint ?? "")
        }
        addKey(entry, owner: payload.owner, origin: payload.origin, secret: secret) {
            $0.scopes = payload.scopes
            $0.caps = payload.caps
            $0.expiresAt = payload.expiresAt
        }
    }

    private mutating func addKey(
        _ entry: Entry, owner: String?, origin: String, secret: SecretVersion?,
        _ complete: (inout KeyState) -> Void
    ) {
        guard let id = entry.key, keyIndex(id) == nil, let tenant = tenantIndex(entry.tenant)
        else { return }
        var key = KeyState(
            id: id, tenant: tenant, owner: owner, origin: origin, scopes: [], caps: [],
            capsEntry: entry.sequence, statusAt: entry.time ?? entry.recordedAt,
            secrets: secret.map { [$0] } ?? [], name: entry.personal,
            createdAt: entry.time ?? entry.recordedAt, history: [entry.sequence])
        complete(&key)
        let index = keys.count
        add(key)
        if let secret { setSecret(secret.digest, SecretReference(key: index, version: 1)) }
        tenants[tenant].keys.append(index)
    }

    private mutating func apply(_ payload: KeyRotated, _ entry: Entry) {
        guard let id = entry.key, let index = keyIndex(id) else { return }
        setSecret(
            payload.secret, SecretReference(key: index, version: payload.secretVersion))
        withKey(entry) { key in
            // An older overlap that ends sooner is not drawn out by a newer rotation.
            for version in key.secrets.indices {
                let ends = key.secrets[version].endsAt ?? payload.overlapUntil
                key.secrets[version].endsAt = min(ends, payload.overlapUntil)
            }
            key.secrets.append(
                SecretVersion(
                    version: payload.secretVersion, digest: payload.secret, hint: payload.hint))
        }
    }
}

extension TenantState {
    mutating func insert(_ period: PeriodBounds) {
        let place = periods.firstIndex { $0.month > period.month } ?? periods.count
        periods.insert(period, at: place)
    }
}

extension PeriodBounds {
    init(_ payload: PeriodOpened) {
        self.init(
            month: payload.month, startsAt: payload.startsAt, endsAt: payload.endsAt,
            days: payload.days)
    }
}

extension Entry {
    /// Whether its id, where it has one, names a command and not a call.
    var isCommandWithID: Bool {
        switch type {
        case .usageRecorded, .usageDenied, .usageCompleted, .usageDeniedAggregate, .holdPlaced,
            .holdSettled:
            false
        default: id != nil
        }
    }
}

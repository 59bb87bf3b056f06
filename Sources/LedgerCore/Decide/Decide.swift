/// What deciding a command came to.
package enum CommandDecision: Sendable {
    /// These entries are to be appended; none, where everything was so already.
    case entries([Entry])
    /// The command was carried out before, in that entry.
    case duplicate(UInt64)
}

/// Decides a command: entries, or why not. Reads `state`, changes nothing.
package func decide(
    _ command: Command, state: LedgerState, context: DecisionContext
) throws(Rejection) -> CommandDecision {
    var deciding = Deciding(command: command, state: state, context: context)
    if let duplicate = try deciding.duplicate() { return .duplicate(duplicate) }
    try deciding.carryOut()
    return .entries(deciding.drafts.entries)
}

/// One command on its way to entries.
struct Deciding {
    let command: Command
    let state: LedgerState
    let context: DecisionContext
    var drafts: Drafts

    init(command: Command, state: LedgerState, context: DecisionContext) {
        self.command = command
        self.state = state
        self.context = context
        drafts = Drafts(
            position: state.position, context: context,
            by: command.caller.prepared(by: context.sealing))
    }

    mutating func carryOut() throws(Rejection) {
        switch command.action {
        case .found(let ledger, let adminKey): try found(ledger, adminKey)
        case .createTenant(let tenant): try create(tenant)
        case .updateTenant(let id, let changes): try update(id, changes)
        case .addPrincipal(let principal): try add(principal)
        case .updatePrincipal(let tenant, let id, let changes): try update(tenant, id, changes)
        case .removePrincipal(let tenant, let id): try remove(tenant, id)
        case .createKey(let key): try create(key)
        case .importKey(let key): try add(key)
        case .updateKey(let id, let changes): try update(id, changes)
        case .disableKey(let id): try disable(id)
        case .enableKey(let id): try enable(id)
        case .rotateKey(let id, let secret, let overlap): try rotate(id, secret, overlap)
        case .revokeKey(let id): try revoke(id)
        case .deleteKey(let id): try delete(id)
        case .openImport(let tenant, let id): try openImport(tenant, id)
        case .commitBackfill(let id): try commitBackfill(id)
        }
    }

    /// The entry that carried out a command of this id before, if any. What the caller cannot see
    /// was never there.
    func duplicate() throws(Rejection) -> UInt64? {
        guard let id = command.id, let tenant = commandTenant,
            command.caller.tenants.contains(tenant)
        else { return nil }
        try Checks.foreignID(id.id, "id")
        try Checks.foreignID(id.source, "source")
        let hash = state.dedup.hash(
            tenant: tenant, kind: .command, source: id.source, id: id.id)
        let known = state.firstEntry(under: hash, PriorUse(), context.log) {
            $0.isCommandWithID && $0.tenant == tenant && id.names($0)
        }
        guard let known else { return nil }
        guard isSame(as: known) else { throw .idConflict(sequence: known.sequence) }
        return known.sequence
    }

    /// The tenant whose ids the command's id is one of.
    private var commandTenant: String? {
        switch command.action {
        case .found: reservedTenant
        case .createTenant(let tenant): tenant.id
        case .updateTenant(let id, _): id
        case .addPrincipal(let principal): principal.tenant
        case .updatePrincipal(let tenant, _, _), .removePrincipal(let tenant, _): tenant
        case .createKey(let key): key.tenant
        case .importKey(let key): key.tenant
        case .updateKey(let id, _), .disableKey(let id), .enableKey(let id),
            .rotateKey(let id, _, _), .revokeKey(let id), .deleteKey(let id):
            state.key(id).map { state.tenants[$0.tenant].id }
        case .openImport(let tenant, _): tenant
        case .commitBackfill(let id): state.backfill(id).map { state.tenants[$0.tenant].id }
        }
    }

    /// Whether `entry` is what this command would have written, as far as the sender chose it.
    private func isSame(as entry: Entry) -> Bool {
        switch (command.action, entry.body) {
        case (.createTenant(let new), .tenantCreated(let old)):
            old.profile == new.profile && old.timeZone == new.timeZone && old.tier == new.tier
                && old.caps == new.caps && old.lateDays == new.lateDays ?? Limits.lateDays
        case (.addPrincipal(let new), .principalAdded(let old)):
            old.principal == new.id && old.kind == new.kind && old.role == new.role
        case (.createKey(let new), .keyCreated(let old)):
            old.owner == new.owner && old.scopes == new.scopes && old.caps == new.caps
                && old.expiresAt == new.expiresAt && old.origin == new.origin
                && old.tenants == new.tenants
        case (.importKey(let new), .keyImported(let old)):
            entry.key == new.id && old.origin == new.origin
        case (.disableKey(let id), .keyDisabled), (.enableKey(let id), .keyEnabled),
            (.rotateKey(let id, _, _), .keyRotated), (.revokeKey(let id), .keyRevoked),
            (.deleteKey(let id), .keyDeleted):
            entry.key == id
        default: false
        }
    }
}

extension Deciding {
    /// A tenant that exists for the caller.
    func visibleTenant(_ id: String) throws(Rejection) -> TenantState {
        guard command.caller.tenants.contains(id), let tenant = state.tenant(id) else {
            throw .tenantNotFound
        }
        return tenant
    }

    /// A key that exists for the caller.
    func visibleKey(_ id: String) throws(Rejection) -> (index: Int, key: KeyState, tenant: String) {
        guard let index = state.keyIndex(id) else { throw .keyNotFound }
        let key = state.keys[index]
        let tenant = state.tenants[key.tenant].id
        guard command.caller.tenants.contains(tenant) else { throw .keyNotFound }
        return (index, key, tenant)
    }

    /// The first command of all: everything that must be there before anybody can ask for anything.
    mutating func found(_ ledger: LedgerCreated, _ adminKey: NewKey) throws(Rejection) {
        guard state.position == 0 else { throw .idTaken(reservedTenant) }
        drafts.add(.ledgerCreated(ledger), tenant: reservedTenant)
        var tenant = TenantCreated()
        tenant.profile = "native"
        tenant.timeZone = "UTC"
        tenant.lateDays = Limits.lateDays
        drafts.add(.tenantCreated(tenant), tenant: reservedTenant)
        try addCreatedKey(adminKey)
    }
}

package import LedgerCore

/// What a caller may see. What lies outside its tenants does not exist for it, and is refused with
/// the very words that are said of what was never there.
extension LedgerView {
    package func tenant(_ id: String, for caller: Caller) throws(Rejection) -> TenantState {
        guard caller.tenants.contains(id), let tenant = state.tenant(id) else {
            throw .tenantNotFound
        }
        return tenant
    }

    package func key(_ id: String, for caller: Caller) throws(Rejection) -> KeyRecord {
        guard let index = state.keyIndex(id) else { throw .keyNotFound }
        let record = KeyRecord(at: index, in: state)
        guard caller.tenants.contains(record.tenant) else { throw .keyNotFound }
        return record
    }

    /// A principal that was not removed.
    package func principal(
        _ id: String, tenant: String, for caller: Caller
    ) throws(Rejection) -> PrincipalState {
        _ = try self.tenant(tenant, for: caller)
        guard let principal = state.principal(id, tenant: tenant), !principal.isRemoved else {
            throw .principalNotFound
        }
        return principal
    }
}

/// A key with what is known about it elsewhere in the state.
package struct KeyRecord: Sendable {
    package let index: Int
    package let key: KeyState
    /// The id of the tenant.
    package let tenant: String
    package let use: KeyUse

    init(at index: Int, in state: LedgerState) {
        self.index = index
        key = state.keys[index]
        tenant = state.tenants[key.tenant].id
        use = state.keyUses[index]
    }

    /// How the key stands at a time: one that expired is `expired` only where it would be active
    /// otherwise.
    package func standing(at now: Timestamp) -> KeyStanding {
        switch key.status {
        case .active: key.isExpired(at: now) ? .expired : .active
        case .disabled: .disabled
        case .revoked: .revoked
        case .deleted: .deleted
        }
    }
}

/// How a key stands, time considered.
package enum KeyStanding: String, Sendable, CaseIterable {
    case active
    case disabled
    case expired
    case revoked
    case deleted
}

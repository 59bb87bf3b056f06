extension LedgerState {
    /// Who presents a credential: its caller, with what it may do; nil where no active key has that
    /// secret.
    ///
    /// A key without reserved scopes is a caller too, one that may do nothing here. A key whose owner
    /// was removed is none: its owner's role was a part of what it may do.
    package func caller(
        presenting digest: Digest, at now: Timestamp, surface: Surface, personal: PersonalValues
    ) -> Caller? {
        guard let reference = secret(digest) else { return nil }
        let key = keys[reference.key]
        let tenant = tenants[key.tenant]
        guard key.status == .active, !tenant.isClosed, !key.isExpired(at: now),
            let secret = key.secrets.first(where: { $0.version == reference.version }),
            secret.endsAt.map({ $0 > now }) ?? true,
            key.owner.map({ isPrincipal($0, of: tenant.id) }) ?? true
        else { return nil }
        let list: TenantList
        switch key.tenants {
        case nil: list = .some([tenant.id])
        case .some(let names): list = names.contains("*") ? .all : .some(Set(names))
        }
        return Caller(
            actor: Actor(credential: key.id, principal: key.owner, surface: surface),
            personal: personal, scopes: key.scopes, tenants: list,
            judging: key.owner == nil ? .nobody : .owner(of: tenant.id))
    }

    /// The caller when it acts for a principal: of its tenants it sees those that the principal
    /// belongs to, and it is judged by the principal's role there.
    ///
    /// A principal is named within a tenant, so this looks at each of the caller's.
    /// - Returns: nil where none of them has such a principal.
    package func caller(_ caller: Caller, actingFor principal: String) -> Caller? {
        var list: Set<String> = []
        for index in tenants.indices {
            let id = tenants[index].id
            if caller.tenants.contains(id), isPrincipal(principal, of: id) { list.insert(id) }
        }
        guard !list.isEmpty else { return nil }
        var acting = caller
        acting.actor.principal = principal
        acting.tenants = .some(list)
        acting.judging = .named(by: caller.owner)
        return acting
    }

    /// Whether a tenant has that principal, and did not remove it.
    private func isPrincipal(_ id: String, of tenant: String) -> Bool {
        principal(id, tenant: tenant).map { !$0.isRemoved } ?? false
    }
}

extension Caller {
    /// Who owns the credential, if somebody does.
    fileprivate var owner: PrincipalReference? {
        guard case .owner(let tenant) = judging, let principal = actor.principal else { return nil }
        return PrincipalReference(tenant: tenant, principal: principal)
    }
}

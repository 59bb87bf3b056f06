extension LedgerState {
    /// Who presents a credential: its caller, with what it may do; nil where no active key has that
    /// secret.
    ///
    /// A key without reserved scopes is a caller too, one that may do nothing here.
    package func caller(
        presenting digest: Digest, at now: Timestamp, surface: Surface, personal: PersonalValues
    ) -> Caller? {
        guard let reference = secret(digest) else { return nil }
        let key = keys[reference.key]
        let tenant = tenants[key.tenant]
        guard key.status == .active, !tenant.isClosed, !key.isExpired(at: now),
            let secret = key.secrets.first(where: { $0.version == reference.version }),
            secret.endsAt.map({ $0 > now }) ?? true
        else { return nil }
        let list: TenantList
        switch key.tenants {
        case nil: list = .some([tenant.id])
        case .some(let names): list = names.contains("*") ? .all : .some(Set(names))
        }
        return Caller(
            actor: Actor(credential: key.id, principal: key.owner, surface: surface),
            personal: personal, scopes: key.scopes, tenants: list)
    }
}

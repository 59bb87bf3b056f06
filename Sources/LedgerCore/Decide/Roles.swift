/// What the role of whoever acts allows, beside the scopes of the credential.
///
/// The rules of the profile `native`:
/// - Owners and admins change what is in their tenant. Members change keys that are theirs, and
///   grant no reserved scope.
/// - Nobody gives a role above their own, nor changes or removes a principal that has one.
/// - Where a credential that has an owner acts for a principal, both must be allowed to.
/// - A credential without an owner, and whoever opens the data folder, has no role and is judged by
///   its scopes alone.
///
/// Otherwise whoever talks to a portal could do through it what their role forbids. Roles are looked
/// up when a command is decided, so that one taken away a moment ago counts no more.
extension Deciding {
    /// That the caller may change what is in a tenant.
    func checkManaging(_ tenant: String) throws(Rejection) {
        try checkRoles(in: tenant, atLeast: .admin)
    }

    /// That the caller may give `role` in a tenant, or change a principal who has it.
    func checkManaging(_ tenant: String, principalWith role: Role) throws(Rejection) {
        try checkRoles(in: tenant, atLeast: max(role, .admin))
    }

    /// That the caller may change a key of a tenant: its own, or any.
    func checkManaging(_ tenant: String, keyOf owner: String?) throws(Rejection) {
        for judged in judged(in: tenant) {
            let isOwn = judged.principal == owner && judged.tenant == tenant
            guard try role(of: judged) >= .admin || isOwn else {
                throw .roleForbidden(needed: .admin)
            }
        }
    }

    /// That the caller may give out the reserved ones among `scopes` with a key of `tenant`.
    /// - Parameter list: the tenants that the key may act in.
    func checkGrant(
        of scopes: [String], for list: [String]?, in tenant: String
    ) throws(Rejection) {
        guard scopes.contains(where: Scope.isReserved) else { return }
        try Checks.grant(of: scopes, in: list, by: command.caller)
        try checkManaging(tenant)
    }

    private func checkRoles(in tenant: String, atLeast needed: Role) throws(Rejection) {
        for judged in judged(in: tenant) {
            guard try role(of: judged) >= needed else { throw .roleForbidden(needed: needed) }
        }
    }

    /// Those whose roles must allow what is done in a tenant.
    private func judged(in tenant: String) -> [PrincipalReference] {
        let principal = command.caller.actor.principal ?? ""
        return switch command.caller.judging {
        case .nobody: []
        case .owner(let home): [PrincipalReference(tenant: home, principal: principal)]
        case .named(let owner):
            [PrincipalReference(tenant: tenant, principal: principal), owner].compactMap(\.self)
        }
    }

    private func role(of judged: PrincipalReference) throws(Rejection) -> Role {
        guard let principal = state.principal(judged.principal, tenant: judged.tenant),
            !principal.isRemoved
        else { throw .roleForbidden(needed: .member) }
        return principal.role
    }
}

extension Role: Comparable {
    package static func < (one: Role, other: Role) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .member: 0
        case .admin: 1
        case .owner: 2
        }
    }
}

/// What the role of whoever acts allows, beside the scopes of the credential.
///
/// The rules of the profile `native`:
/// - Owners and admins change what is in their tenant. Members change keys that are theirs, and
///   grant no reserved scope.
/// - Nobody gives a role above their own, nor changes or removes a principal that has one.
/// - A credential without an owner, and whoever opens the data folder, has no role and is judged by
///   its scopes alone.
///
/// Otherwise whoever talks to a portal could do through it what their role forbids. Roles are looked
/// up when a command is decided, so that one taken away a moment ago counts no more.
extension Deciding {
    /// That the caller may change what is in a tenant.
    func checkManaging(_ tenant: String) throws(Rejection) {
        guard let role = try role(in: tenant) else { return }
        guard role >= .admin else { throw .roleForbidden(needed: .admin) }
    }

    /// That the caller may change a key of a tenant: its own, or any.
    func checkManaging(_ tenant: String, keyOf owner: String?) throws(Rejection) {
        if let owner, owner == command.caller.actor.principal, isHome(tenant) {
            // Nobody who is no principal any more owns a key.
            _ = try role(in: tenant)
            return
        }
        try checkManaging(tenant)
    }

    /// That the caller may give `role` in a tenant, or change a principal who has it.
    func checkManaging(_ tenant: String, principalWith role: Role) throws(Rejection) {
        guard let own = try self.role(in: tenant) else { return }
        let needed = max(role, .admin)
        guard own >= needed else { throw .roleForbidden(needed: needed) }
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

    /// The role that counts in a tenant; nil where none is judged.
    private func role(in tenant: String) throws(Rejection) -> Role? {
        let home: String
        switch command.caller.judging {
        case .nobody: return nil
        case .owner(let tenant): home = tenant
        case .named: home = tenant
        }
        guard let name = command.caller.actor.principal,
            let principal = state.principal(name, tenant: home), !principal.isRemoved
        else { throw .roleForbidden(needed: .member) }
        return principal.role
    }

    /// Whether the principal who acts is one of that tenant's.
    private func isHome(_ tenant: String) -> Bool {
        switch command.caller.judging {
        case .nobody: false
        case .owner(let home): home == tenant
        case .named: true
        }
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

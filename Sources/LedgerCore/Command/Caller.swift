/// Which tenants exist for a caller.
package enum TenantList: Sendable, Hashable {
    case all
    case some(Set<String>)

    package func contains(_ tenant: String) -> Bool {
        switch self {
        case .all: true
        case .some(let tenants): tenants.contains(tenant)
        }
    }
}

/// A principal is named within its tenant.
package struct PrincipalReference: Sendable, Hashable {
    package var tenant: String
    package var principal: String
}

/// By whose role a caller's changes are judged, beside its scopes.
package enum Judging: Sendable, Hashable {
    /// By nobody's: the credential has no owner, or the folder itself was opened.
    case nobody
    /// By that of the credential's owner, a principal of that tenant.
    case owner(of: String)
    /// By that of the principal whom the request names, in the tenant that it is about, and also by
    /// that of the credential's owner, where it has one.
    case named(by: PrincipalReference?)
}

/// Who asks: the credential that was presented, and what it may do.
package struct Caller: Sendable {
    package var actor: Actor
    /// Address, agent and reason of the actor, for the entries that result.
    package var personal: PersonalValues
    package var scopes: [String]
    package var tenants: TenantList
    package var judging: Judging

    package init(
        actor: Actor, personal: PersonalValues = PersonalValues(), scopes: [String],
        tenants: TenantList, judging: Judging = .nobody
    ) {
        self.actor = actor
        self.personal = personal
        self.scopes = scopes
        self.tenants = tenants
        self.judging = judging
    }

    /// Whoever opened the data folder itself: the operator, who may do everything.
    package static func folder(_ surface: Surface) -> Caller {
        Caller(actor: Actor(surface: surface), scopes: ReservedScope.ofAdmin, tenants: .all)
    }

    package func holds(_ scope: ReservedScope) -> Bool { scopes.contains(scope.rawValue) }

    /// The namespace of ids that come without one.
    package var source: String { actor.source }
}

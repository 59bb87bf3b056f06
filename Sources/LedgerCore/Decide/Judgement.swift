/// Whether a call may pass, as far as the state tells: what `check` answers, and what `consume`
/// begins with.
///
/// It keeps what it found and not what it looks at: a copy of that would cost more than the whole
/// decision.
struct Judgement {
    var decision: Decision
    /// The key that was presented, by its index, and the version of the secret that it was presented
    /// with; nil where there is no such key for the caller.
    private(set) var presented: (key: Int, version: Int64?)?

    /// Nothing is judged yet.
    /// - Parameter position: that of the state which is judged by.
    init(position: UInt64) { decision = Decision(code: .ok, position: position) }

    /// Finds the first reason of `DecisionCode` that holds.
    /// - Parameters:
    ///   - tenants: those that exist for whoever asks.
    ///   - now: the ledger's clock.
    ///   - known: asked once key and caps are known, with the quantities; its answer, where it has
    ///     one, comes before that of the caps. It is given the state, for to capture that would copy
    ///     it.
    /// - Throws: `invalid` for quantities that no tenant may have, or where the tenant's zone is
    ///   not known to the calendar.
    mutating func judge(
        _ request: AuthorizeRequest, for tenants: TenantList, _ state: LedgerState,
        at now: Timestamp, _ calendar: any MonthCalendar,
        known: (inout Decision, Quantities, LedgerState) -> DecisionCode?
    ) throws(Rejection) {
        // Whatever is asked for may come to stand in a denial, known key or not.
        try Checks.quantities(request.quantities, besides: [], state)
        presented = state.reference(presented: request.presented)
        guard let presented, isVisible(presented.key, request, tenants, state) else {
            self.presented = nil
            decision.code = request.presented.isMalformed ? .malformedKey : .unknownKey
            return
        }
        let key = presented.key
        let tenant = state.keys[key].tenant
        decision.key = state.keys[key].id
        decision.tenant = state.tenants[tenant].id
        if let fault = state.fault(
            ofKey: key, version: presented.version, scopes: request.scopes, at: now)
        {
            decision.code = fault
            return
        }
        try Checks.quantities(request.quantities, besides: state.tenants[tenant].meters, state)
        guard
            let period = state.tenants[tenant].period(containing: now)
                ?? newPeriod(of: state.tenants[tenant], containing: now, calendar)
        else {
            throw .invalid(
                field: "tenant", problem: "has a time zone that this machine does not know")
        }
        decision.caps = state.capStandings(key: key, tenant: tenant, period: period, at: now)
        let quantities = request.quantities.withCalls
        if let known = known(&decision, quantities, state) {
            decision.code = known
        } else if decision.caps.contains(where: { !$0.admits(quantities[$0.cap.meter]) }) {
            decision.code = .capExceeded
        }
    }

    /// A key of another tenant does not exist here: only some profiles tell the two apart.
    private func isVisible(
        _ key: Int, _ request: AuthorizeRequest, _ tenants: TenantList, _ state: LedgerState
    ) -> Bool {
        if case .all = tenants, request.tenant == nil { return true }
        let tenant = state.tenants[state.keys[key].tenant].id
        return tenants.contains(tenant)
            && (request.tenant == nil || request.tenant == tenant)
    }
}

extension LedgerState {
    /// Why a key is no good for a call, whatever its caps say. Field by field, for a key is large.
    fileprivate func fault(
        ofKey key: Int, version: Int64?, scopes needed: [String], at now: Timestamp
    ) -> DecisionCode? {
        switch keys[key].status {
        case .revoked, .deleted: return .revoked
        case .disabled: return .disabled
        case .active: break
        }
        if tenants[keys[key].tenant].isClosed { return .revoked }
        if let expiresAt = keys[key].expiresAt, expiresAt <= now { return .expired }
        if let version, let secret = keys[key].secrets.first(where: { $0.version == version }),
            let endsAt = secret.endsAt, endsAt <= now
        {
            return .expired
        }
        guard !needed.isEmpty else { return nil }
        let scopes = keys[key].scopes
        return needed.allSatisfy { Scope.matches(scopes, $0) } ? nil : .scopeMissing
    }
}

extension AuthorizeRequest.Presented {
    fileprivate var isMalformed: Bool { if case .malformed = self { true } else { false } }
}

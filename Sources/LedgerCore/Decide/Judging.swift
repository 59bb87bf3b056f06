/// What is asked about a call, as far as the answer depends on it.
struct Question: Sendable {
    let presented: AuthorizeRequest.Presented
    /// The number of the secret that was presented; nil where it is not known yet. A number never
    /// changes, so it may be that of an older state.
    var secret: Int?
    /// The tenant that the key must belong to.
    let tenant: String?
    /// Those that the call needs.
    let scopes: [String]
    /// What the call would spend; well formed.
    let quantities: Quantities
}

extension AuthorizeRequest {
    var question: Question {
        Question(
            presented: presented, tenant: tenant, scopes: scopes, quantities: quantities.withCalls)
    }
}

/// A key that was presented, by its index, and the version of the secret that it was presented with;
/// nil where it was named by its id.
struct PresentedKey: Sendable {
    let key: Int
    let version: Int64?
}

extension Decision {
    /// Whether a call may pass, as far as the state tells: what `check` answers, and what `consume`
    /// begins with. Finds the first reason of `DecisionCode` that holds.
    /// - Parameters:
    ///   - tenants: those that exist for whoever asks.
    ///   - now: the ledger's clock.
    ///   - known: asked once key and caps are known; its answer, where it has one, comes before
    ///     that of the caps. It is given the state, for to capture that would copy it.
    /// - Returns: the key; nil where there is no such key for the caller.
    /// - Throws: `invalid` for quantities that the tenant may not have, or where the tenant's zone
    ///   is not known to the calendar.
    mutating func judge(
        _ question: Question, for tenants: TenantList, by state: LedgerState, at now: Timestamp,
        _ calendar: any MonthCalendar, known: (inout Decision, LedgerState) -> DecisionCode?
    ) throws(Rejection) -> PresentedKey? {
        guard let presented = state.key(presentedIn: question),
            state.shows(presented.key, for: question, to: tenants)
        else {
            code = question.presented.isMalformed ? .malformedKey : .unknownKey
            return nil
        }
        let index = presented.key
        let owner = state.keys[index].tenant
        key = state.keys[index].id
        tenant = state.tenants[owner].id
        if let fault = state.fault(of: presented, scopes: question.scopes, at: now) {
            code = fault
            return presented
        }
        try Checks.meters(of: question.quantities, besides: state.tenants[owner].meters, state)
        guard
            let period = state.tenants[owner].period(containing: now)
                ?? newPeriod(of: state.tenants[owner], containing: now, calendar)
        else {
            throw .invalid(
                field: "tenant", problem: "has a time zone that this machine does not know")
        }
        caps = state.capStandings(key: index, tenant: owner, period: period, at: now)
        if let known = known(&self, state) {
            code = known
        } else if caps.contains(where: { !$0.admits(question.quantities[$0.cap.meter]) }) {
            code = .capExceeded
        }
        return presented
    }
}

extension LedgerState {
    /// The key that is presented; nil where there is none.
    func key(presentedIn question: Question) -> PresentedKey? {
        switch question.presented {
        case .malformed: nil
        case .token(let digest):
            (question.secret ?? secretNumber(digest)).map {
                let reference = secrets[$0].reference
                return PresentedKey(key: reference.key, version: reference.version)
            }
        case .key(let id): keyIndex(id).map { PresentedKey(key: $0, version: nil) }
        }
    }

    /// The number of the secret that is presented; nil where there is none of them.
    func secretNumber(presented: AuthorizeRequest.Presented) -> Int? {
        guard case .token(let digest) = presented else { return nil }
        return secretNumber(digest)
    }

    /// A key of another tenant does not exist here: only some profiles tell the two apart.
    fileprivate func shows(
        _ key: Int, for question: Question, to tenants: TenantList
    ) -> Bool {
        if case .all = tenants, question.tenant == nil { return true }
        let tenant = self.tenants[keys[key].tenant].id
        return tenants.contains(tenant)
            && (question.tenant == nil || question.tenant == tenant)
    }

    /// Why a key is no good for a call, whatever its caps say. Field by field, for a key is large.
    fileprivate func fault(
        of presented: PresentedKey, scopes needed: [String], at now: Timestamp
    ) -> DecisionCode? {
        let key = presented.key
        switch keys[key].status {
        case .revoked, .deleted: return .revoked
        case .disabled: return .disabled
        case .active: break
        }
        if tenants[keys[key].tenant].isClosed { return .revoked }
        if let expiresAt = keys[key].expiresAt, expiresAt <= now { return .expired }
        if let version = presented.version,
            let secret = keys[key].secrets.first(where: { $0.version == version }),
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

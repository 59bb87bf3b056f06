/// What an authorize request came to: the answer, and what is to be recorded of it.
package struct AuthorizeOutcome: Sendable {
    package var decision: Decision
    package var entries: [Entry]
}

/// Answers whether a call may pass, and in mode `consume` admits it. The first reason of
/// `DecisionCode` that holds is the answer.
package func decide(
    _ sent: AuthorizeRequest, caller: Caller, state: LedgerState, context: DecisionContext
) throws(Rejection) -> AuthorizeOutcome {
    let request = sent.cleaned
    try check(request, state)
    var deciding = Authorizing(request: request, caller: caller, state: state, context: context)
    try deciding.judge()
    if request.mode == .consume { try deciding.record() }
    return AuthorizeOutcome(decision: deciding.decision, entries: deciding.drafts.entries)
}

private func check(_ request: AuthorizeRequest, _ state: LedgerState) throws(Rejection) {
    try Checks.text(request.operation, "operation")
    // Whatever is asked for may come to stand in a denial, known key or not.
    try Checks.quantities(request.quantities, besides: [], state)
    try Checks.neededScopes(request.scopes)
    guard request.scopes.count <= Limits.scopesPerCall else {
        throw .invalid(
            field: "scopes", problem: "must be at most \(Limits.scopesPerCall) for one call")
    }
    if let id = request.id { try Checks.foreignID(id, "id") }
    try Checks.optionalText(request.client, "client")
    try Checks.optionalText(request.transport, "transport")
    try Checks.optionalText(request.traceID, "trace_id")
    try Checks.optionalText(request.ip, "ip")
    try Checks.optionalText(request.userAgent, "user_agent", bytes: Limits.userAgentBytes)
}

private struct Authorizing {
    let request: AuthorizeRequest
    let caller: Caller
    let state: LedgerState
    let context: DecisionContext
    var drafts: Drafts
    var decision: Decision
    private var key: Int?
    private var version: Int64?
    private var period: PeriodBounds?
    private var id: CommandID?

    init(
        request: AuthorizeRequest, caller: Caller, state: LedgerState, context: DecisionContext
    ) {
        self.request = request
        self.caller = caller
        self.state = state
        self.context = context
        drafts = Drafts(position: state.position, context: context, caller: caller)
        decision = Decision(code: .ok, position: state.position)
        id = request.id.map { CommandID(source: caller.source, id: $0) }
    }

    private var quantities: Quantities { request.quantities.withCalls }

    mutating func judge() throws(Rejection) {
        if let fault = findKey() ?? keyFault() {
            decision.code = fault
        } else {
            decision.code = try capFault()
        }
    }

    /// Finds the key that was presented; else why there is none for this caller.
    private mutating func findKey() -> DecisionCode? {
        switch request.presented {
        case .malformed: return .malformedKey
        case .token(let digest):
            guard let reference = state.secret(digest) else { return .unknownKey }
            key = reference.key
            version = reference.version
        case .key(let id):
            guard let index = state.keyIndex(id) else { return .unknownKey }
            key = index
        }
        guard let key else { return .unknownKey }
        let tenant = state.tenants[state.keys[key].tenant].id
        // A key of another tenant does not exist here: only some profiles tell the two apart.
        guard caller.tenants.contains(tenant), request.tenant == nil || request.tenant == tenant
        else {
            self.key = nil
            version = nil
            return .unknownKey
        }
        decision.key = state.keys[key].id
        decision.tenant = tenant
        return nil
    }

    private func keyFault() -> DecisionCode? {
        guard let key else { return .unknownKey }
        let found = state.keys[key]
        switch found.status {
        case .revoked, .deleted: return .revoked
        case .disabled: return .disabled
        case .active: break
        }
        if state.tenants[found.tenant].isClosed { return .revoked }
        if found.isExpired(at: context.now) { return .expired }
        if let version, let secret = found.secrets.first(where: { $0.version == version }),
            let endsAt = secret.endsAt, endsAt <= context.now
        {
            return .expired
        }
        guard request.scopes.allSatisfy({ Scope.matches(found.scopes, $0) }) else {
            return .scopeMissing
        }
        return nil
    }

    private mutating func capFault() throws(Rejection) -> DecisionCode {
        guard let key else { return .unknownKey }
        let tenant = state.tenants[state.keys[key].tenant]
        try Checks.quantities(request.quantities, besides: tenant.meters, state)
        let now = context.now
        period =
            tenant.period(containing: now)
            ?? newPeriod(of: tenant, containing: now, context.calendar)
        guard let period else {
            throw .invalid(
                field: "tenant", problem: "has a time zone that this machine does not know")
        }
        decision.before = capStandings(
            key: key, tenant: state.keys[key].tenant, state, period: period, at: now)
        decision.caps = decision.before
        if request.mode == .consume, let id, let bound = replay(of: id, tenant: tenant.id) {
            return bound
        }
        if decision.before.contains(where: { !$0.admits(quantities[$0.cap.meter]) }) {
            return .capExceeded
        }
        return .ok
    }

    /// What the log says about the request's id: an answer, or nil where the id is free.
    private mutating func replay(of id: CommandID, tenant: String) -> DecisionCode? {
        guard let (entry, usage) = bound(to: id, tenant: tenant, state, context) else {
            return nil
        }
        guard usage.admitted, entry.key == decision.key,
            Term(usage.operation) == Term(request.operation), usage.quantities == quantities
        else { return .idConflict }
        let window = Limits.replaySeconds * Timestamp.microsecondsPerSecond
        guard context.now <= entry.recordedAt.advanced(by: window) else { return .duplicateID }
        decision.isReplay = true
        decision.entry = entry.sequence
        return .ok
    }

    /// Writes the admission or the denial.
    mutating func record() throws(Rejection) {
        guard !decision.isReplay else { return }
        decision.isAllowed ? try admit() : deny()
        decision.entry = drafts.entries.last?.sequence
    }

    private mutating func admit() throws(Rejection) {
        guard let key else { return }
        let keyState = state.keys[key]
        let tenant = state.tenants[keyState.tenant]
        _ = drafts.period(of: tenant, containing: context.now)
        var usage = UsageRecorded()
        usage.admitted = true
        usage.operation = request.operation
        usage.quantities = quantities
        usage.scopes = request.scopes
        usage.secretVersion = version
        usage.client = request.client
        usage.transport = request.transport
        usage.traceID = request.traceID
        drafts.add(
            .usageRecorded(usage), tenant: tenant.id, key: keyState.id, time: context.now, id: id,
            personal: personal, holder: keyState.owner ?? keyState.id,
            defaulted: request.defaulted + ["time"])
        for index in decision.caps.indices {
            decision.caps[index].used += Int128(quantities[decision.caps[index].cap.meter])
        }
    }

    private mutating func deny() {
        var denied = UsageDenied()
        denied.code = decision.code.rawValue
        denied.operation = request.operation
        denied.quantities = quantities
        denied.scopes = request.scopes
        denied.secretVersion = version
        denied.client = request.client
        denied.transport = request.transport
        denied.traceID = request.traceID
        let known = key.map { state.keys[$0] }
        let tenant = known.map { state.tenants[$0.tenant] } ?? state.tenant(reservedTenant)
        if let tenant { _ = drafts.period(of: tenant, containing: context.now) }
        // A denial binds no id, so that the same call may be tried again.
        drafts.add(
            .usageDenied(denied), tenant: tenant?.id ?? reservedTenant, key: known?.id,
            time: context.now, personal: personal,
            holder: known.map { $0.owner ?? $0.id } ?? anonymousHolder(at: context.now),
            defaulted: request.defaulted + ["time"])
    }

    private var personal: PersonalValues {
        var values = PersonalValues()
        values.ip = request.ip
        values.userAgent = request.userAgent
        return values
    }
}

/// What an authorize request came to: the answer, and what is to be recorded of it.
package struct AuthorizeOutcome: Sendable {
    package var decision: Decision
    package var entries: [Entry]
}

/// Answers whether a call may pass, and in mode `consume` admits it. The first reason of
/// `DecisionCode` that holds is the answer.
package func decide(
    _ prepared: PreparedCall, state: LedgerState, context: DecisionContext
) throws(Rejection) -> AuthorizeOutcome {
    if let fault = prepared.fault { throw fault }
    // Whatever is asked for may come to stand in a denial, known key or not.
    try Checks.quantities(prepared.request.quantities, besides: [], state)
    var authorizing = Authorizing(
        position: state.position, context: context, caller: prepared.caller)
    try authorizing.judge(prepared, state, context)
    if prepared.request.mode == .consume {
        authorizing.record(prepared, state, context)
    }
    return AuthorizeOutcome(
        decision: authorizing.decision, entries: authorizing.drafts.entries)
}

/// One request on its way to an answer. It keeps what it found and not what it looks at: a copy of
/// that would cost more than the whole decision.
private struct Authorizing {
    /// The key that was presented, by its index, and the secret that it was presented with.
    private struct Presented {
        var key: Int
        var version: Int64?
    }

    private(set) var decision: Decision
    private(set) var drafts: Drafts
    private var presented: Presented?
    private let source: String

    init(position: UInt64, context: DecisionContext, caller: Caller) {
        decision = Decision(code: .ok, position: position)
        drafts = Drafts(position: position, context: context, caller: caller)
        source = caller.source
    }

    mutating func judge(
        _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) throws(Rejection) {
        presented = find(prepared.request.presented, state)
        guard let presented, isVisible(presented, prepared, state) else {
            self.presented = nil
            decision.code = prepared.request.presented.isMalformed ? .malformedKey : .unknownKey
            return
        }
        let key = presented.key
        let tenant = state.keys[key].tenant
        decision.key = state.keys[key].id
        decision.tenant = state.tenants[tenant].id
        if let fault = state.keys[key].fault(
            version: presented.version, scopes: prepared.request.scopes,
            isTenantClosed: state.tenants[tenant].isClosed, at: context.now)
        {
            decision.code = fault
        } else {
            decision.code = try capFault(key, tenant, prepared, state, context)
        }
    }

    private func find(
        _ presented: AuthorizeRequest.Presented, _ state: LedgerState
    ) -> Presented? {
        switch presented {
        case .malformed: nil
        case .token(let digest):
            state.secret(digest).map { Presented(key: $0.key, version: $0.version) }
        case .key(let id): state.keyIndex(id).map { Presented(key: $0) }
        }
    }

    /// A key of another tenant does not exist here: only some profiles tell the two apart.
    private func isVisible(
        _ presented: Presented, _ prepared: PreparedCall, _ state: LedgerState
    ) -> Bool {
        let tenant = state.tenants[state.keys[presented.key].tenant].id
        return prepared.caller.tenants.contains(tenant)
            && (prepared.request.tenant == nil || prepared.request.tenant == tenant)
    }

    private mutating func capFault(
        _ key: Int, _ tenant: Int, _ prepared: PreparedCall, _ state: LedgerState,
        _ context: DecisionContext
    ) throws(Rejection) -> DecisionCode {
        try Checks.quantities(
            prepared.request.quantities, besides: state.tenants[tenant].meters, state)
        let now = context.now
        guard
            let period = state.tenants[tenant].period(containing: now)
                ?? newPeriod(of: state.tenants[tenant], containing: now, context.calendar)
        else {
            throw .invalid(
                field: "tenant", problem: "has a time zone that this machine does not know")
        }
        decision.caps = capStandings(key: key, tenant: tenant, state, period: period, at: now)
        let quantities = prepared.request.quantities.withCalls
        if prepared.request.mode == .consume,
            let known = replay(of: prepared, quantities, state, context)
        {
            return known
        }
        if decision.caps.contains(where: { !$0.admits(quantities[$0.cap.meter]) }) {
            return .capExceeded
        }
        return .ok
    }

    /// What the log says about the request's id: an answer, or nil where the id is free.
    private mutating func replay(
        of prepared: PreparedCall, _ quantities: Quantities, _ state: LedgerState,
        _ context: DecisionContext
    ) -> DecisionCode? {
        guard let tenant = decision.tenant, let text = prepared.request.id else { return nil }
        let id = CommandID(source: source, id: text)
        let hash =
            prepared.hash
            ?? state.dedup.hash(tenant: tenant, kind: .usage, source: id.source, id: id.id)
        guard
            let (entry, usage) = state.usage(
                under: id, hash, tenant: tenant, prepared.prior, context.log)
        else { return nil }
        guard usage.admitted, entry.key == decision.key,
            Term(usage.operation) == Term(prepared.request.operation),
            usage.quantities == quantities
        else { return .idConflict }
        let window = Limits.replaySeconds * Timestamp.microsecondsPerSecond
        guard context.now <= entry.recordedAt.advanced(by: window) else { return .duplicateID }
        decision.isReplay = true
        decision.entry = entry.sequence
        return .ok
    }

    /// Writes the admission or the denial.
    mutating func record(
        _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) {
        guard !decision.isReplay else { return }
        if decision.isAllowed, let key = presented?.key {
            admit(key, prepared, state, context)
        } else {
            deny(prepared, state, context)
        }
        decision.entry = drafts.entries.last?.sequence
    }

    private mutating func admit(
        _ key: Int, _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) {
        let tenant = state.keys[key].tenant
        let id = state.keys[key].id
        let quantities = prepared.request.quantities.withCalls
        _ = drafts.period(ofTenant: tenant, in: state, containing: context.now)
        var usage = UsageRecorded()
        usage.admitted = true
        usage.operation = prepared.request.operation
        usage.quantities = quantities
        usage.scopes = prepared.request.scopes
        usage.secretVersion = presented?.version
        usage.client = prepared.request.client
        usage.transport = prepared.request.transport
        usage.traceID = prepared.request.traceID
        drafts.add(
            .usageRecorded(usage), tenant: state.tenants[tenant].id, key: id, time: context.now,
            id: prepared.request.id.map { CommandID(source: source, id: $0) },
            sealed: prepared.personal
                ?? drafts.seal(prepared.request.personal, holder: state.keys[key].owner ?? id),
            defaulted: prepared.defaulted)
        decision.admitted = quantities
        for index in decision.caps.indices {
            decision.caps[index].used += Int128(quantities[decision.caps[index].cap.meter])
        }
    }

    private mutating func deny(
        _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) {
        let request = prepared.request
        var denied = UsageDenied()
        denied.code = decision.code.rawValue
        denied.operation = request.operation
        denied.quantities = request.quantities.withCalls
        denied.scopes = request.scopes
        denied.secretVersion = presented?.version
        denied.client = request.client
        denied.transport = request.transport
        denied.traceID = request.traceID
        let known = presented.map { state.keys[$0.key] }
        let tenant = known?.tenant ?? state.tenantIndex(reservedTenant)
        if let tenant { _ = drafts.period(ofTenant: tenant, in: state, containing: context.now) }
        // A denial binds no id, so that the same call may be tried again.
        drafts.add(
            .usageDenied(denied), tenant: tenant.map { state.tenants[$0].id } ?? reservedTenant,
            key: known?.id,
            time: context.now, id: nil,
            sealed: sealed(prepared, of: known, context), defaulted: prepared.defaulted)
    }

    /// What was sealed for the key that was presented, unless that does not exist for the caller.
    private func sealed(
        _ prepared: PreparedCall, of known: KeyState?, _ context: DecisionContext
    ) -> SealedPersonal? {
        guard let known else {
            return drafts.seal(
                prepared.request.personal, holder: anonymousHolder(at: context.now))
        }
        return prepared.personal
            ?? drafts.seal(prepared.request.personal, holder: known.owner ?? known.id)
    }
}

extension KeyState {
    /// Why the key is no good for a call, whatever its caps say.
    fileprivate func fault(
        version: Int64?, scopes needed: [String], isTenantClosed: Bool, at now: Timestamp
    ) -> DecisionCode? {
        switch status {
        case .revoked, .deleted: return .revoked
        case .disabled: return .disabled
        case .active: break
        }
        if isTenantClosed { return .revoked }
        if isExpired(at: now) { return .expired }
        if let version, let secret = secrets.first(where: { $0.version == version }),
            let endsAt = secret.endsAt, endsAt <= now
        {
            return .expired
        }
        guard needed.allSatisfy({ Scope.matches(scopes, $0) }) else { return .scopeMissing }
        return nil
    }
}

extension AuthorizeRequest.Presented {
    fileprivate var isMalformed: Bool { if case .malformed = self { true } else { false } }
}

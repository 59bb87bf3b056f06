/// What an authorize request came to: the answer, and what is to be recorded of it.
package struct AuthorizeOutcome: Sendable {
    package var decision: Decision
    package var entries: [Entry]
}

/// Answers whether a call would pass now, and records nothing.
/// - Throws: `invalid` for a request that is not well formed.
package func decide(
    checking request: AuthorizeRequest, caller: Caller, state: LedgerState, at now: Timestamp,
    _ calendar: any MonthCalendar
) throws(Rejection) -> Decision {
    if let fault = PreparedCall.fault(of: request) { throw fault }
    var judgement = Judgement(position: state.position)
    try judgement.judge(request, caller, state, at: now, calendar) { _, _ in nil }
    return judgement.decision
}

/// Admits a call or denies it. The first reason of `DecisionCode` that holds is the answer.
/// - Throws: `invalid` for a request that is not well formed.
package func decide(
    _ prepared: PreparedCall, state: LedgerState, context: DecisionContext
) throws(Rejection) -> AuthorizeOutcome {
    if let fault = prepared.fault { throw fault }
    var authorizing = Authorizing(
        position: state.position, context: context, caller: prepared.caller)
    try authorizing.judge(prepared, state, context)
    authorizing.record(prepared, state, context)
    return AuthorizeOutcome(
        decision: authorizing.decision, entries: authorizing.drafts.entries)
}

/// One request on its way to an answer and its entries.
private struct Authorizing {
    private var judgement: Judgement
    private(set) var drafts: Drafts
    private let source: String

    var decision: Decision { judgement.decision }

    init(position: UInt64, context: DecisionContext, caller: Caller) {
        judgement = Judgement(position: position)
        drafts = Drafts(position: position, context: context, caller: caller)
        source = caller.source
    }

    mutating func judge(
        _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) throws(Rejection) {
        let source = source
        try judgement.judge(
            prepared.request, prepared.caller, state, at: context.now, context.calendar
        ) { decision, quantities in
            Self.replay(of: prepared, source, quantities, state, context, &decision)
        }
    }

    /// What the log says about the request's id: an answer, or nil where the id is free.
    private static func replay(
        of prepared: PreparedCall, _ source: String, _ quantities: Quantities,
        _ state: LedgerState, _ context: DecisionContext, _ decision: inout Decision
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
        if decision.isAllowed, let key = judgement.presented?.key {
            admit(key, prepared, state, context)
        } else {
            deny(prepared, state, context)
        }
        judgement.decision.entry = drafts.entries.last?.sequence
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
        usage.secretVersion = judgement.presented?.version
        usage.client = prepared.request.client
        usage.transport = prepared.request.transport
        usage.traceID = prepared.request.traceID
        drafts.add(
            .usageRecorded(usage), tenant: state.tenants[tenant].id, key: id, time: context.now,
            id: prepared.request.id.map { CommandID(source: source, id: $0) },
            sealed: prepared.personal
                ?? drafts.seal(prepared.request.personal, holder: state.keys[key].owner ?? id),
            defaulted: prepared.defaulted)
        judgement.decision.admit(quantities)
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
        denied.secretVersion = judgement.presented?.version
        denied.client = request.client
        denied.transport = request.transport
        denied.traceID = request.traceID
        let known = judgement.presented.map { state.keys[$0.key] }
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

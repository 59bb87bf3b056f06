/// What an authorize request came to: the answer, and what is to be recorded of it.
package struct AuthorizeOutcome: Sendable {
    package var decision: Decision
    /// The one entry of nearly every admission.
    package var record: UsageRecord?
    /// What is to be recorded otherwise.
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
    try judgement.judge(request, for: caller.tenants, state, at: now, calendar) { _, _, _ in nil }
    return judgement.decision
}

/// Admits a call or denies it. The first reason of `DecisionCode` that holds is the answer.
/// - Throws: `invalid` for a request that is not well formed.
package func decide(
    _ prepared: PreparedCall, state: LedgerState, context: DecisionContext
) throws(Rejection) -> AuthorizeOutcome {
    if let fault = prepared.fault { throw fault }
    var authorizing = Authorizing(position: state.position)
    try authorizing.judge(prepared, state, context)
    authorizing.conclude(prepared, state, context)
    return AuthorizeOutcome(
        decision: authorizing.decision, record: authorizing.record, entries: authorizing.entries)
}

/// One request on its way to an answer and its entries.
private struct Authorizing {
    private var judgement: Judgement
    private(set) var record: UsageRecord?
    private(set) var entries: [Entry] = []

    var decision: Decision { judgement.decision }

    init(position: UInt64) { judgement = Judgement(position: position) }

    mutating func judge(
        _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) throws(Rejection) {
        try judgement.judge(
            prepared.request, for: prepared.admission.sender.tenants, state, at: context.now,
            context.calendar
        ) { decision, quantities, state in
            Self.replay(of: prepared, quantities, state, context, &decision)
        }
    }

    /// What the log says about the request's id: an answer, or nil where the id is free.
    private static func replay(
        of prepared: PreparedCall, _ quantities: Quantities, _ state: LedgerState,
        _ context: DecisionContext, _ decision: inout Decision
    ) -> DecisionCode? {
        guard let tenant = decision.tenant, let id = prepared.admission.id else { return nil }
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
    mutating func conclude(
        _ prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) {
        guard !decision.isReplay else { return }
        if decision.isAllowed, let presented = judgement.presented {
            judgement.decision.admit(prepared.admission.usage.quantities)
            admit(presented, prepared, state, context)
        } else {
            deny(prepared, state, context)
        }
        judgement.decision.entry = record?.sequence ?? entries.last?.sequence
    }

    private mutating func admit(
        _ presented: (key: Int, version: Int64?), _ prepared: PreparedCall, _ state: LedgerState,
        _ context: DecisionContext
    ) {
        let (key, now) = (presented.key, context.now)
        let tenant = state.keys[key].tenant
        let admission = prepared.admission
        // What the call was prepared for, and a month that is open: nothing but the one entry.
        if admission.place?.key == key, admission.usage.secretVersion == presented.version,
            state.tenants[tenant].period(containing: now) != nil
        {
            record = UsageRecord(
                sequence: state.position, recordedAt: now, prepared: admission,
                tenant: state.tenants[tenant].id, place: (tenant, key), time: now, flags: [])
            return
        }
        var drafts = Drafts(position: state.position, context: context, by: admission.sender)
        _ = drafts.period(ofTenant: tenant, in: state, containing: now)
        let id = state.keys[key].id
        drafts.add(
            .usageRecorded(prepared.request.admission(version: presented.version)),
            tenant: state.tenants[tenant].id, key: id, time: now, id: admission.id,
            sealed: drafts.seal(
                prepared.request.personal, holder: state.keys[key].owner ?? id),
            defaulted: admission.defaulted)
        entries = drafts.entries
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
        // What was presented may belong to a key that does not exist for the caller.
        let known = judgement.presented.map { state.keys[$0.key] }
        let tenant = known?.tenant ?? state.tenantIndex(reservedTenant)
        var drafts = Drafts(
            position: state.position, context: context, by: prepared.admission.sender)
        if let tenant { _ = drafts.period(ofTenant: tenant, in: state, containing: context.now) }
        let holder = known.map { $0.owner ?? $0.id } ?? anonymousHolder(at: context.now)
        // A denial binds no id, so that the same call may be tried again.
        drafts.add(
            .usageDenied(denied), tenant: tenant.map { state.tenants[$0].id } ?? reservedTenant,
            key: known?.id, time: context.now, id: nil,
            sealed: drafts.seal(request.personal, holder: holder),
            defaulted: prepared.admission.defaulted)
        entries = drafts.entries
    }
}

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
    var decision = Decision(code: .ok, position: state.position)
    _ = try decision.judge(request.question, for: caller.tenants, by: state, at: now, calendar) {
        _, _ in nil
    }
    return decision
}

/// Admits a call or denies it. The first reason of `DecisionCode` that holds is the answer.
/// - Throws: `invalid` for a request that is not well formed.
package func decide(
    _ prepared: PreparedCall, state: LedgerState, context: DecisionContext
) throws(Rejection) -> AuthorizeOutcome {
    if let fault = prepared.fault { throw fault }
    var outcome = AuthorizeOutcome(decision: Decision(code: .ok, position: state.position))
    let presented = try outcome.decision.judge(
        prepared.question, for: prepared.admission.sender.tenants, by: state, at: context.now,
        context.calendar
    ) { decision, state in
        decision.replay(of: prepared, state, context)
    }
    if outcome.decision.isReplay { return outcome }
    if outcome.decision.isAllowed, let presented {
        outcome.admit(presented, prepared, state, context)
    } else {
        outcome.deny(presented, prepared, state, context)
    }
    outcome.decision.entry = outcome.record?.sequence ?? outcome.entries.last?.sequence
    return outcome
}

extension Decision {
    /// What the log says about the id of a call: an answer, or nil where the id is free.
    fileprivate mutating func replay(
        of prepared: PreparedCall, _ state: LedgerState, _ context: DecisionContext
    ) -> DecisionCode? {
        guard let tenant, let id = prepared.admission.id else { return nil }
        let hash =
            prepared.hash
            ?? state.dedup.hash(tenant: tenant, kind: .usage, source: id.source, id: id.id)
        guard
            let (known, usage) = state.usage(
                under: id, hash, tenant: tenant, prepared.prior, context.log)
        else { return nil }
        guard usage.admitted, known.key == key,
            Term(usage.operation) == Term(prepared.admission.usage.operation),
            usage.quantities == prepared.admission.usage.quantities
        else { return .idConflict }
        let window = Limits.replaySeconds * Timestamp.microsecondsPerSecond
        guard context.now <= known.recordedAt.advanced(by: window) else { return .duplicateID }
        isReplay = true
        entry = known.sequence
        return .ok
    }
}

extension AuthorizeOutcome {
    fileprivate init(decision: Decision) {
        self.decision = decision
        entries = []
    }

    /// Writes the admission.
    fileprivate mutating func admit(
        _ presented: PresentedKey, _ prepared: PreparedCall, _ state: LedgerState,
        _ context: DecisionContext
    ) {
        decision.admit(prepared.admission.usage.quantities)
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
        var usage = admission.usage
        usage.secretVersion = presented.version
        drafts.add(
            .usageRecorded(usage), tenant: state.tenants[tenant].id, key: id, time: now,
            id: admission.id,
            sealed: drafts.seal(prepared.personal, holder: state.keys[key].owner ?? id),
            defaulted: admission.defaulted)
        entries = drafts.entries
    }

    /// Writes the denial.
    fileprivate mutating func deny(
        _ presented: PresentedKey?, _ prepared: PreparedCall, _ state: LedgerState,
        _ context: DecisionContext
    ) {
        let usage = prepared.admission.usage
        var denied = UsageDenied()
        denied.code = decision.code.rawValue
        denied.operation = usage.operation
        denied.quantities = usage.quantities
        denied.scopes = usage.scopes
        denied.secretVersion = presented?.version
        denied.client = usage.client
        denied.transport = usage.transport
        denied.traceID = usage.traceID
        // What was presented may belong to a key that does not exist for the caller.
        let known = presented.map { state.keys[$0.key] }
        let tenant = known?.tenant ?? state.tenantIndex(reservedTenant)
        var drafts = Drafts(
            position: state.position, context: context, by: prepared.admission.sender)
        if let tenant { _ = drafts.period(ofTenant: tenant, in: state, containing: context.now) }
        let holder = known.map { $0.owner ?? $0.id } ?? anonymousHolder(at: context.now)
        // A denial binds no id, so that the same call may be tried again.
        drafts.add(
            .usageDenied(denied), tenant: tenant.map { state.tenants[$0].id } ?? reservedTenant,
            key: known?.id, time: context.now, id: nil,
            sealed: drafts.seal(prepared.personal, holder: holder),
            defaulted: prepared.admission.defaulted)
        entries = drafts.entries
    }
}

/// What deciding a usage line came to.
package enum UsageDecision: Sendable {
    case entries([Entry])
    case duplicate(UInt64)
    case conflict(UInt64)
}

/// Decides one line of reported usage. What happened is a fact: neither a revoked key nor a full
/// cap refuses it, both are flagged.
package func decide(
    _ prepared: PreparedLine, caller: Caller, state: LedgerState, context: DecisionContext
) throws(Rejection) -> UsageDecision {
    let content = prepared.content
    if let fault = content.fault { throw fault }
    if let decision = content.line.decision {
        return try decideCompletion(content.line, of: decision, caller, state, context)
    }
    let place = try place(of: content, caller, state, context)
    return try decide(content, prepared.prior, at: place, caller, state, context)
}

private func decide(
    _ prepared: PreparedContent, _ prior: PriorUse, at place: UsagePlace, _ caller: Caller,
    _ state: LedgerState, _ context: DecisionContext
) throws(Rejection) -> UsageDecision {
    let (line, usage, id) = (prepared.line, prepared.usage, prepared.id)
    let tenant = state.tenants[place.tenant].id
    try Checks.quantities(
        line.quantities, besides: state.tenants[place.tenant].meters, state)
    let time = line.time ?? context.now
    if line.backfill == nil {
        try checkTime(time, lateDays: state.tenants[place.tenant].lateDays, context.now)
    }
    if let id, let hash = place.hash,
        let (entry, old) = state.usage(
            under: id, hash, tenant: tenant, prior, context.log)
    {
        let isSameTime =
            line.time == nil || entry.defaulted.contains("time") || line.time == entry.time
        let isSame = entry.key == line.key && isSameTime && usage.hasContent(of: old)
        return isSame ? .duplicate(entry.sequence) : .conflict(entry.sequence)
    }
    if let backfill = line.backfill {
        guard let open = state.backfill(backfill), open.status == .open, open.tenant == place.tenant
        else { throw .backfillNotFound }
    }
    if state.tenants[place.tenant].isClosed { throw .tenantClosed }

    var drafts = Drafts(position: state.position, context: context, caller: caller)
    var flags: [UsageFlag] = []
    if let key = place.key, state.keys[key].isInactive(at: time) { flags.append(.keyInactive) }
    if line.backfill == nil {
        guard
            let period = drafts.period(
                ofTenant: place.tenant, in: state, containing: time)
        else {
            throw .invalid(field: "time", problem: "lies in no month of the tenant's zone")
        }
        let standings = capStandings(
            key: place.key, tenant: place.tenant, state, period: period, at: time)
        if usage.outcome == .allowed, standings.contains(where: { $0.isPassed(by: usage) }) {
            flags.append(.overCap)
        }
    }
    var recorded = usage
    recorded.flags = flags
    var defaulted: [String] = []
    if line.quantities != usage.quantities { defaulted.append("quantities") }
    if line.time == nil { defaulted.append("time") }
    drafts.add(
        .usageRecorded(recorded), tenant: tenant, key: line.key, time: time, id: id,
        sealed: place.personal ?? sealKeyless(line, at: time, context), defaulted: defaulted)
    return .entries(drafts.entries)
}

/// The personal values of a call without a key; those of one with a key are sealed already.
private func sealKeyless(
    _ line: UsageLine, at time: Timestamp, _ context: DecisionContext
) -> SealedPersonal? {
    guard line.key == nil else { return nil }
    let values = line.personal
    guard !values.isEmpty else { return nil }
    return context.sealing.seal(values, holder: line.principal ?? anonymousHolder(at: time))
}

/// The holder of personal values of calls without a known key: one per day.
func anonymousHolder(at time: Timestamp) -> String {
    "anonymous-\(CivilDate(daysSinceEpoch: time.microseconds.flooredQuotient(Timestamp.microsecondsPerDay)))"
}

/// Whose usage it is: the key's tenant, or without a key the tenant that is named.
private func place(
    of prepared: PreparedContent, _ caller: Caller, _ state: LedgerState, _ context: DecisionContext
) throws(Rejection) -> UsagePlace {
    let line = prepared.line
    guard line.key != nil || line.tenant != nil else {
        throw .invalid(field: "key", problem: "is missing; name a key, or a tenant without one")
    }
    let notFound: Rejection = line.key == nil ? .tenantNotFound : .keyNotFound
    guard
        let place = prepared.place
            ?? UsagePlace(of: line, id: prepared.id, state, context.sealing)
    else { throw notFound }
    let name = state.tenants[place.tenant].id
    guard caller.tenants.contains(name), line.tenant == nil || line.tenant == name else {
        throw notFound
    }
    if line.key == nil, let principal = line.principal {
        guard state.principal(principal, tenant: name) != nil else { throw .principalNotFound }
    }
    return place
}

private func checkTime(
    _ time: Timestamp, lateDays: Int64, _ now: Timestamp
) throws(Rejection) {
    let second = Timestamp.microsecondsPerSecond
    if time < now.advanced(by: -lateDays * 86_400 * second) {
        throw .timeTooOld(days: lateDays)
    }
    if time > now.advanced(by: Limits.earlySeconds * second) { throw .timeTooEarly }
}

extension CapStanding {
    /// Whether the usage takes the meter past the cap, or further past it.
    fileprivate func isPassed(by usage: UsageRecorded) -> Bool {
        let quantity = usage.quantities[cap.meter]
        return quantity > 0 && !admits(quantity)
    }
}

extension UsageRecorded {
    /// What a retry must repeat; neither client, transport, trace nor personal values are part of
    /// it.
    func hasContent(of other: UsageRecorded) -> Bool {
        Term(operation) == Term(other.operation) && scopes == other.scopes
            && quantities == other.quantities && outcome == other.outcome
            && code.map(Term.init) == other.code.map(Term.init) && status == other.status
            && durationUs == other.durationUs && requestBytes == other.requestBytes
            && responseBytes == other.responseBytes
    }
}

/// Decides how an admitted call ended. It is said once; the same again is a duplicate.
private func decideCompletion(
    _ line: UsageLine, of decision: UInt64, _ caller: Caller, _ state: LedgerState,
    _ context: DecisionContext
) throws(Rejection) -> UsageDecision {
    guard decision < state.position, let admission = context.log.entry(at: decision),
        case .usageRecorded(let usage) = admission.body, usage.admitted,
        caller.tenants.contains(admission.tenant), line.key == nil || line.key == admission.key
    else { throw .decisionNotFound }
    var completed = UsageCompleted()
    completed.decision = decision
    completed.code = Redaction.cleaned(line.code)
    completed.durationUs = line.durationUs
    completed.requestBytes = line.requestBytes
    completed.responseBytes = line.responseBytes
    completed.status = line.status
    completed.traceID = Redaction.cleaned(line.traceID)
    let hash = state.dedup.hash(
        tenant: admission.tenant, kind: .completion, source: "", id: String(decision))
    let known = state.firstEntry(under: hash, PriorUse(), context.log) { entry in
        guard case .usageCompleted(let old) = entry.body else { return false }
        return old.decision == decision
    }
    if let known, case .usageCompleted(var old) = known.body {
        old.traceID = completed.traceID
        return old == completed ? .duplicate(known.sequence) : .conflict(known.sequence)
    }
    var drafts = Drafts(position: state.position, context: context, caller: caller)
    drafts.add(
        .usageCompleted(completed), tenant: admission.tenant, key: admission.key,
        time: line.time)
    return .entries(drafts.entries)
}

/// What deciding a usage line came to.
package enum UsageDecision: Sendable {
    case entries([Entry])
    case duplicate(UInt64)
    case conflict(UInt64)
}

/// Decides one line of reported usage. What happened is a fact: neither a revoked key nor a full
/// cap refuses it, both are flagged.
package func decide(
    _ line: UsageLine, caller: Caller, state: LedgerState, context: DecisionContext
) throws(Rejection) -> UsageDecision {
    try checkTexts(of: line)
    if let decision = line.decision {
        return try decideCompletion(line, of: decision, caller, state, context)
    }
    let (tenantIndex, key) = try place(of: line, caller, state)
    let tenant = state.tenants[tenantIndex]
    try Checks.quantities(line.quantities, besides: tenant.meters, state)
    var usage = line.usage
    try Checks.text(usage.operation, "operation")
    let time = line.time ?? context.now
    if line.backfill == nil { try checkTime(time, of: tenant, context.now) }

    let id = line.id.map { CommandID(source: line.source ?? caller.source, id: $0) }
    if let id, let (entry, old) = bound(to: id, tenant: tenant.id, state, context) {
        let isSameTime =
            line.time == nil || entry.defaulted.contains("time") || line.time == entry.time
        let isSame = entry.key == line.key && isSameTime && usage.hasContent(of: old)
        return isSame ? .duplicate(entry.sequence) : .conflict(entry.sequence)
    }
    if let backfill = line.backfill {
        guard let open = state.backfill(backfill), open.status == .open, open.tenant == tenantIndex
        else { throw .backfillNotFound }
    }
    if tenant.isClosed { throw .tenantClosed }

    var drafts = Drafts(position: state.position, context: context, caller: caller)
    if line.backfill == nil {
        guard let period = drafts.period(of: tenant, containing: time) else {
            throw .invalid(field: "time", problem: "lies in no month of the tenant's zone")
        }
        let standings = capStandings(
            key: key, tenant: tenantIndex, state, period: period, at: time)
        if usage.outcome == .allowed, standings.contains(where: { $0.isPassed(by: usage) }) {
            usage.flags.append(.overCap)
        }
    }
    if let key, state.keys[key].isInactive(at: time) { usage.flags.insert(.keyInactive, at: 0) }
    var personal = PersonalValues()
    personal.ip = line.ip
    personal.userAgent = line.userAgent
    var defaulted: [String] = []
    if line.quantities != usage.quantities { defaulted.append("quantities") }
    if line.time == nil { defaulted.append("time") }
    drafts.add(
        .usageRecorded(usage), tenant: tenant.id, key: line.key, time: time, id: id,
        personal: personal,
        holder: key.flatMap { state.keys[$0].owner } ?? line.key ?? line.principal
            ?? anonymousHolder(at: time),
        defaulted: defaulted)
    return .entries(drafts.entries)
}

/// The holder of personal values of calls without a known key: one per day.
func anonymousHolder(at time: Timestamp) -> String {
    "anonymous-\(CivilDate(daysSinceEpoch: time.microseconds.flooredQuotient(Timestamp.microsecondsPerDay)))"
}

/// Whose usage it is, by index: the key's tenant, or without a key the tenant that is named.
private func place(
    of line: UsageLine, _ caller: Caller, _ state: LedgerState
) throws(Rejection) -> (tenant: Int, key: Int?) {
    guard let id = line.key else {
        guard let name = line.tenant else {
            throw .invalid(field: "key", problem: "is missing; name a key, or a tenant without one")
        }
        guard caller.tenants.contains(name), let index = state.tenantIndex(name) else {
            throw .tenantNotFound
        }
        if let principal = line.principal {
            guard state.principal(principal, tenant: name) != nil else { throw .principalNotFound }
        }
        return (index, nil)
    }
    guard let index = state.keyIndex(id) else { throw .keyNotFound }
    let tenant = state.keys[index].tenant
    let name = state.tenants[tenant].id
    guard caller.tenants.contains(name), line.tenant == nil || line.tenant == name else {
        throw .keyNotFound
    }
    return (tenant, index)
}

private func checkTexts(of line: UsageLine) throws(Rejection) {
    if let id = line.id { try Checks.foreignID(id, "id") }
    if let source = line.source { try Checks.foreignID(source, "source") }
    try Checks.optionalText(line.operation, "operation")
    try Checks.neededScopes(line.scopes)
    guard line.scopes.count <= Limits.scopesPerCall else {
        throw .invalid(
            field: "scopes", problem: "must be at most \(Limits.scopesPerCall) for one call")
    }
    try Checks.optionalText(line.code, "code")
    try Checks.optionalText(line.client, "client")
    try Checks.optionalText(line.transport, "transport")
    try Checks.optionalText(line.traceID, "trace_id")
    try Checks.optionalText(line.ip, "ip")
    try Checks.optionalText(line.userAgent, "user_agent", bytes: Limits.userAgentBytes)
    try Checks.size(line.status, "status")
    try Checks.size(line.durationUs, "duration_us")
    try Checks.size(line.requestBytes, "request_bytes")
    try Checks.size(line.responseBytes, "response_bytes")
    try Checks.size(line.secretVersion, "secret_version")
}

private func checkTime(
    _ time: Timestamp, of tenant: TenantState, _ now: Timestamp
) throws(Rejection) {
    let second = Timestamp.microsecondsPerSecond
    if time < now.advanced(by: -tenant.lateDays * 86_400 * second) {
        throw .timeTooOld(days: tenant.lateDays)
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

extension UsageLine {
    /// What is recorded of the line.
    fileprivate var usage: UsageRecorded {
        var usage = UsageRecorded()
        usage.backfill = backfill
        usage.client = Redaction.cleaned(client)
        usage.code = Redaction.cleaned(code)
        usage.durationUs = durationUs
        usage.operation = Redaction.operation(operation)
        usage.outcome = outcome
        usage.principal = key == nil ? principal : nil
        usage.quantities = quantities.withCalls
        usage.requestBytes = requestBytes
        usage.responseBytes = responseBytes
        usage.scopes = scopes
        usage.secretVersion = secretVersion
        usage.status = status
        usage.traceID = Redaction.cleaned(traceID)
        usage.transport = Redaction.cleaned(transport)
        return usage
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

/// The usage that the log holds under an id, with its entry; nil where the id is free. A record of
/// a reverted backfill holds its id no longer.
func bound(
    to id: CommandID, tenant: String, _ state: LedgerState, _ context: DecisionContext
) -> (entry: Entry, usage: UsageRecorded)? {
    let hash = state.dedup.hash(tenant: tenant, kind: .usage, source: id.source, id: id.id)
    for sequence in state.dedup.candidates(hash) {
        guard let entry = context.log.entry(at: sequence), entry.tenant == tenant,
            id.names(entry), case .usageRecorded(let usage) = entry.body
        else { continue }
        if let backfill = usage.backfill, state.backfill(backfill)?.status == .reverted { continue }
        return (entry, usage)
    }
    return nil
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
    for sequence in state.dedup.candidates(hash) {
        guard let entry = context.log.entry(at: sequence),
            case .usageCompleted(let old) = entry.body, old.decision == decision
        else { continue }
        var comparable = old
        comparable.traceID = completed.traceID
        return comparable == completed ? .duplicate(sequence) : .conflict(sequence)
    }
    var drafts = Drafts(position: state.position, context: context, caller: caller)
    drafts.add(
        .usageCompleted(completed), tenant: admission.tenant, key: admission.key,
        time: line.time)
    return .entries(drafts.entries)
}

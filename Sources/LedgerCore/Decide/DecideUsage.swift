/// What deciding a usage line came to.
package enum UsageDecision: Sendable {
    /// The one entry of nearly every line.
    case record(UsageRecord)
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
    if let decision = content.decision {
        return try decideCompletion(content, of: decision, caller, state, context)
    }
    let place = try place(of: content, caller, state)
    return try decide(content, prepared.prior, at: place, caller, state, context)
}

private func decide(
    _ prepared: PreparedContent, _ prior: PriorUse, at place: UsagePlace, _ caller: Caller,
    _ state: LedgerState, _ context: DecisionContext
) throws(Rejection) -> UsageDecision {
    let recorded = prepared.recorded
    let tenant = state.tenants[place.tenant].id
    try Checks.meters(
        of: recorded.usage.quantities, besides: state.tenants[place.tenant].meters, state)
    let time = prepared.time ?? context.now
    if recorded.usage.backfill == nil {
        try checkTime(time, lateDays: state.tenants[place.tenant].lateDays, context.now)
    }
    if let id = recorded.id, let hash = place.hash,
        let (entry, old) = state.usage(
            under: id, hash, tenant: tenant, prior, context.log)
    {
        let isSameTime =
            prepared.time == nil || entry.defaulted.contains("time")
            || prepared.time == entry.time
        let isSame =
            entry.key == recorded.key && isSameTime && recorded.usage.hasContent(of: old)
        return isSame ? .duplicate(entry.sequence) : .conflict(entry.sequence)
    }
    var isMetered = true
    if let backfill = recorded.usage.backfill {
        guard let open = state.backfill(backfill), open.status == .open, open.tenant == place.tenant
        else { throw .backfillNotFound }
        isMetered = open.kind == .correction
        // A correction may come as late as it likes.
        if isMetered { try checkTime(time, lateDays: nil, context.now) }
    }
    if state.tenants[place.tenant].isClosed { throw .tenantClosed }
    var flags = UsageFlags()
    if let key = place.key, state.keys[key].isInactive(at: time) { flags.insert(.keyInactive) }

    // A key that was there when the line was prepared, and a month that is open: nothing but the
    // one entry.
    if let key = place.key, recorded.place != nil, recorded.usage.backfill == nil,
        let period = state.tenants[place.tenant].period(containing: time)
    {
        if state.isPassed(by: recorded, at: place, period, time) { flags.insert(.overCap) }
        return .record(
            UsageRecord(
                sequence: state.position, recordedAt: context.now, prepared: recorded,
                tenant: tenant, place: (place.tenant, key), time: time, flags: flags))
    }

    var drafts = Drafts(position: state.position, context: context, by: recorded.sender)
    if isMetered {
        guard
            let period = drafts.period(
                ofTenant: place.tenant, in: state, containing: time)
        else {
            throw .invalid(field: "time", problem: "lies in no month of the tenant's zone")
        }
        if recorded.usage.backfill == nil,
            state.isPassed(by: recorded, at: place, period, time)
        {
            flags.insert(.overCap)
        }
    }
    var usage = recorded.usage
    usage.flags = flags.list
    drafts.add(
        .usageRecorded(usage), tenant: tenant, key: recorded.key, time: time, id: recorded.id,
        sealed: personal(of: prepared, key: place.key, at: time, state, context),
        defaulted: recorded.defaulted)
    return .entries(drafts.entries)
}

/// The personal values of a call; those of one whose key was known are sealed already.
private func personal(
    of prepared: PreparedContent, key: Int?, at time: Timestamp, _ state: LedgerState,
    _ context: DecisionContext
) -> SealedPersonal? {
    if let sealed = prepared.recorded.personal { return sealed }
    let values = prepared.unsealed
    if let key { return state.seal(values, ofKey: key, context.sealing) }
    guard !values.isEmpty else { return nil }
    let holder = prepared.recorded.usage.principal ?? anonymousHolder(at: time)
    return context.sealing.seal(values, holder: holder)
}

/// The holder of personal values of calls without a known key: one per day.
func anonymousHolder(at time: Timestamp) -> String {
    "anonymous-\(CivilDate(daysSinceEpoch: time.microseconds.flooredQuotient(Timestamp.microsecondsPerDay)))"
}

/// Whose usage it is: the key's tenant, or without a key the tenant that is named.
private func place(
    of prepared: PreparedContent, _ caller: Caller, _ state: LedgerState
) throws(Rejection) -> UsagePlace {
    let recorded = prepared.recorded
    guard recorded.key != nil || prepared.tenant != nil else {
        throw .invalid(field: "key", problem: "is missing; name a key, or a tenant without one")
    }
    let notFound: Rejection = recorded.key == nil ? .tenantNotFound : .keyNotFound
    guard
        let place = recorded.place
            ?? state.usagePlace(key: recorded.key, tenant: prepared.tenant, id: recorded.id)
    else { throw notFound }
    let name = state.tenants[place.tenant].id
    guard caller.tenants.contains(name), prepared.tenant == nil || prepared.tenant == name else {
        throw notFound
    }
    if recorded.key == nil, let principal = recorded.usage.principal {
        guard state.principal(principal, tenant: name) != nil else { throw .principalNotFound }
    }
    return place
}

private func checkTime(
    _ time: Timestamp, lateDays: Int64?, _ now: Timestamp
) throws(Rejection) {
    let second = Timestamp.microsecondsPerSecond
    if let lateDays, time < now.advanced(by: -lateDays * 86_400 * second) {
        throw .timeTooOld(days: lateDays)
    }
    if time > now.advanced(by: Limits.earlySeconds * second) { throw .timeTooEarly }
}

extension LedgerState {
    /// Whether the usage takes a meter past a cap of key or tenant, or further past it.
    fileprivate func isPassed(
        by recorded: PreparedUsage, at place: UsagePlace, _ period: PeriodBounds, _ time: Timestamp
    ) -> Bool {
        guard recorded.usage.outcome == .allowed else { return false }
        func isPassed(_ cap: Cap, _ subject: Subject) -> Bool {
            let quantity = recorded.usage.quantities[cap.meter]
            guard quantity > 0 else { return false }
            let counted = CountedPeriod(cap.period, of: period, at: time)
            let counter = counter(subject, meter: cap.meter, period: counted)
            return counter.used + counter.held + Int128(quantity) > Int128(cap.limit)
        }
        if let key = place.key, keys[key].caps.contains(where: { isPassed($0, .key(key)) }) {
            return true
        }
        return tenants[place.tenant].caps.contains { isPassed($0, .tenant(place.tenant)) }
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
    _ prepared: PreparedContent, of decision: UInt64, _ caller: Caller, _ state: LedgerState,
    _ context: DecisionContext
) throws(Rejection) -> UsageDecision {
    let recorded = prepared.recorded
    guard decision < state.position, let admission = context.log.entry(at: decision),
        case .usageRecorded(let usage) = admission.body, usage.admitted,
        caller.tenants.contains(admission.tenant),
        recorded.key == nil || recorded.key == admission.key
    else { throw .decisionNotFound }
    var completed = UsageCompleted()
    completed.decision = decision
    completed.code = recorded.usage.code
    completed.durationUs = recorded.usage.durationUs
    completed.requestBytes = recorded.usage.requestBytes
    completed.responseBytes = recorded.usage.responseBytes
    completed.status = recorded.usage.status
    completed.traceID = recorded.usage.traceID
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
    var drafts = Drafts(position: state.position, context: context, by: recorded.sender)
    drafts.add(
        .usageCompleted(completed), tenant: admission.tenant, key: admission.key,
        time: prepared.time)
    return .entries(drafts.entries)
}

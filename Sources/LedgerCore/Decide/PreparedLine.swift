/// A usage line with everything done that needs no newest state: checked, cleaned, hashed and
/// sealed. The decider is one thread; what it need not do, the senders do beside it.
package struct PreparedLine: Sendable {
    let content: PreparedContent
    /// What is known of the id already.
    package var prior = PriorUse()

    /// The hash of the id in the dedup, where both are known.
    package var hash: UInt64? { content.place?.hash }

    /// - Parameter state: any that the ledger has come through.
    package init(
        _ line: UsageLine, caller: Caller, state: LedgerState, sealing: any PersonalSealing
    ) {
        content = PreparedContent(line, caller: caller, state: state, sealing: sealing)
    }
}

/// What a line was prepared to. Shared, not copied: a copy would retain each of its texts, and a line
/// goes through many hands.
final class PreparedContent: Sendable {
    let line: UsageLine
    /// Why the line is refused, whatever the state.
    let fault: Rejection?
    /// What is recorded of the line, but for its flags.
    let usage: UsageRecorded
    let id: CommandID?
    /// What the state said that it was prepared with; nil where it knows no such key or tenant.
    let place: UsagePlace?

    fileprivate init(
        _ line: UsageLine, caller: Caller, state: LedgerState, sealing: any PersonalSealing
    ) {
        self.line = line
        usage = line.usage
        id = line.id.map { CommandID(source: line.source ?? caller.source, id: $0) }
        fault = Self.fault(of: line, usage)
        place =
            fault == nil && line.decision == nil
            ? UsagePlace(of: line, id: id, state, sealing) : nil
    }

    private static func fault(of line: UsageLine, _ usage: UsageRecorded) -> Rejection? {
        do throws(Rejection) {
            try checkTexts(of: line)
            if line.decision == nil { try Checks.text(usage.operation, "operation") }
            return nil
        } catch {
            return error
        }
    }
}

/// Where a line belongs, with what follows from that. None of it ever changes: an index keeps its
/// key, and a key its tenant and its owner.
struct UsagePlace: Sendable {
    var tenant: Int
    var key: Int?
    /// Of the line's id, for the dedup.
    var hash: UInt64?
    /// Where there is a key; without one the holder depends on the day.
    var personal: SealedPersonal?

    /// - Returns: nil where the state knows no such key, or without a key no such tenant.
    init?(
        of line: UsageLine, id: CommandID?, _ state: LedgerState, _ sealing: any PersonalSealing
    ) {
        if let name = line.key {
            guard let index = state.keyIndex(name) else { return nil }
            key = index
            tenant = state.keys[index].tenant
            let values = line.personal
            if !values.isEmpty {
                personal = sealing.seal(values, holder: state.keys[index].owner ?? name)
            }
        } else {
            guard let index = line.tenant.flatMap({ state.tenantIndex($0) }) else { return nil }
            tenant = index
        }
        hash = id.map { [tenant] id in
            state.dedup.hash(
                tenant: state.tenants[tenant].id, kind: .usage, source: id.source, id: id.id)
        }
    }
}

extension UsageLine {
    var personal: PersonalValues {
        var values = PersonalValues()
        values.ip = Redaction.cleaned(ip)
        values.userAgent = Redaction.cleaned(userAgent)
        return values
    }

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

/// A usage line with everything done that needs no newest state: checked, cleaned, hashed and
/// sealed. The decider is one thread; what it need not do, the senders do beside it.
package struct PreparedLine: Sendable {
    let content: PreparedContent
    /// What is known of the id already.
    package var prior = PriorUse()

    /// The hash of the id in the dedup, where both are known.
    package var hash: UInt64? { content.recorded.place?.hash }
}

// By methods and not by initializers, which would copy what they are given: a state and a line are
// large.
extension LedgerState {
    /// Prepares a line with this state, which may be any that the ledger has come through.
    /// - Parameter sender: who sends the line.
    package func prepare(
        _ line: UsageLine, by sender: PreparedCaller, sealing: any PersonalSealing
    ) -> PreparedLine {
        let usage = line.usage
        let id = line.id.map { CommandID(source: line.source ?? sender.actor.source, id: $0) }
        let fault = line.fault(recordedAs: usage)
        var place: UsagePlace?
        if fault == nil, line.decision == nil {
            place = usagePlace(key: line.key, tenant: line.tenant, id: id)
        }
        var unsealed = PersonalValues(ofCallFrom: line.ip, line.userAgent)
        var personal: SealedPersonal?
        if let key = place?.key {
            personal = seal(unsealed, ofKey: key, sealing)
            unsealed = PersonalValues()
        }
        let recorded = PreparedUsage(
            usage, key: line.key, id: id, by: sender, defaulted: line.defaulted(in: usage),
            place: place, personal: personal)
        return PreparedLine(
            content: PreparedContent(
                fault: fault, recorded: recorded, time: line.time, decision: line.decision,
                tenant: line.tenant, unsealed: unsealed))
    }

    /// Where usage belongs.
    /// - Parameter tenant: counts where there is no key.
    /// - Returns: nil where the state knows no such key, or without a key no such tenant.
    func usagePlace(key: String?, tenant: String?, id: CommandID?) -> UsagePlace? {
        if let key { return keyIndex(key).map { usagePlace(ofKey: $0, id: id) } }
        guard let index = tenant.flatMap({ tenantIndex($0) }) else { return nil }
        return UsagePlace(tenant: index, key: nil, hash: hash(of: id, inTenant: index))
    }

    func usagePlace(ofKey key: Int, id: CommandID?) -> UsagePlace {
        let tenant = keys[key].tenant
        return UsagePlace(tenant: tenant, key: key, hash: hash(of: id, inTenant: tenant))
    }

    /// The hash of the id of a usage record.
    private func hash(of id: CommandID?, inTenant tenant: Int) -> UInt64? {
        guard let id else { return nil }
        return dedup.hash(
            tenant: tenants[tenant].id, kind: .usage, source: id.source, id: id.id)
    }
}

/// What a line was prepared to. Shared, not copied, as what is recorded of it.
final class PreparedContent: Sendable {
    /// Why the line is refused, whatever the state.
    let fault: Rejection?
    /// What is recorded of the line.
    let recorded: PreparedUsage
    let time: Timestamp?
    /// The admission that the line completes.
    let decision: UInt64?
    /// The tenant that the line names.
    let tenant: String?
    /// The call's, where they could not be sealed yet.
    let unsealed: PersonalValues

    fileprivate init(
        fault: Rejection?, recorded: PreparedUsage, time: Timestamp?, decision: UInt64?,
        tenant: String?, unsealed: PersonalValues
    ) {
        self.fault = fault
        self.recorded = recorded
        self.time = time
        self.decision = decision
        self.tenant = tenant
        self.unsealed = unsealed
    }
}

extension UsageLine {
    /// Why the line is refused, whatever the state.
    fileprivate func fault(recordedAs usage: UsageRecorded) -> Rejection? {
        do throws(Rejection) {
            try checkTexts(of: self)
            if decision == nil {
                try Checks.text(usage.operation, "operation")
                try Checks.quantities(quantities)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Names of the fields that nobody sent.
    /// - Parameter usage: what is recorded of the line.
    fileprivate func defaulted(in usage: UsageRecorded) -> [String] {
        switch (quantities != usage.quantities, time == nil) {
        case (false, false): []
        case (true, false): Defaulted.quantities
        case (false, true): Defaulted.time
        case (true, true): Defaulted.quantitiesAndTime
        }
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

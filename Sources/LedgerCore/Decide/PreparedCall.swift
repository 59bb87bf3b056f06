/// A `consume` request with everything done that needs no newest state: checked, cleaned, hashed,
/// its personal values sealed. A class, for it goes through a queue and has much in it.
package final class PreparedCall: Sendable {
    /// As it is decided and recorded.
    let request: AuthorizeRequest
    /// Why the request is refused, whatever the state.
    let fault: Rejection?
    /// What is recorded of the call where it is admitted.
    let admission: PreparedUsage
    /// What is known of the id already.
    let prior: PriorUse

    /// Of the request's id in the dedup; nil where it has none, or where the state that it was
    /// prepared with knows no such key.
    var hash: UInt64? { admission.place?.hash }

    fileprivate init(
        _ request: AuthorizeRequest, fault: Rejection?, admission: PreparedUsage, prior: PriorUse
    ) {
        self.request = request
        self.fault = fault
        self.admission = admission
        self.prior = prior
    }

    /// Why a request is refused, whatever the state.
    static func fault(of request: AuthorizeRequest) -> Rejection? {
        // Cleaning may mend a text or leave nothing of it; most have nothing to clean.
        fault(ofCleaned: request) == nil && !request.operation.utf8.contains(where: isMark)
            ? nil : fault(ofCleaned: request.cleaned)
    }

    /// Where the query or the fragment of a URL begins.
    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    fileprivate static func fault(ofCleaned request: AuthorizeRequest) -> Rejection? {
        do throws(Rejection) {
            try Checks.text(request.operation, "operation")
            try Checks.neededScopes(request.scopes)
            guard request.scopes.count <= Limits.scopesPerCall else {
                throw .invalid(
                    field: "scopes", problem: "must be at most \(Limits.scopesPerCall) for one call"
                )
            }
            if let id = request.id { try Checks.foreignID(id, "id") }
            try Checks.optionalText(request.client, "client")
            try Checks.optionalText(request.transport, "transport")
            try Checks.optionalText(request.traceID, "trace_id")
            try Checks.optionalText(request.ip, "ip")
            try Checks.optionalText(
                request.userAgent, "user_agent", bytes: Limits.userAgentBytes)
            return nil
        } catch {
            return error
        }
    }
}

extension LedgerState {
    /// Prepares a request with this state, which may be any that the ledger has come through.
    /// - Parameter prior: gives what is known of the id with a hash.
    package func prepare(
        _ request: consuming AuthorizeRequest, caller: Caller, sealing: any PersonalSealing,
        prior: (UInt64) -> PriorUse
    ) -> PreparedCall {
        request.clean()
        let id = request.id.map { CommandID(source: caller.source, id: $0) }
        let fault = PreparedCall.fault(ofCleaned: request)
        let reference = fault == nil ? self.reference(presented: request.presented) : nil
        var (key, place, personal): (String?, UsagePlace?, SealedPersonal?)
        if let index = reference?.key {
            key = keys[index].id
            place = usagePlace(ofKey: index, id: id)
            personal = seal(request.personal, ofKey: index, sealing)
        }
        let admission = PreparedUsage(
            request.admission(version: reference?.version), key: key, id: id,
            by: PreparedCaller(caller, sealing: sealing),
            defaulted: request.defaulted.isEmpty
                ? Defaulted.time : request.defaulted + Defaulted.time,
            place: place, personal: personal)
        return PreparedCall(
            request, fault: fault, admission: admission,
            prior: place?.hash.map(prior) ?? PriorUse())
    }

    /// The key that is presented, and by which version of its secret.
    func reference(
        presented: AuthorizeRequest.Presented
    ) -> (key: Int, version: Int64?)? {
        switch presented {
        case .malformed: nil
        case .token(let digest): secret(digest).map { ($0.key, $0.version) }
        case .key(let id): keyIndex(id).map { ($0, nil) }
        }
    }
}

extension AuthorizeRequest {
    /// Cleaned.
    var personal: PersonalValues { PersonalValues(ofCallFrom: ip, userAgent) }

    /// What is recorded of the call where it is admitted.
    /// - Parameter version: that of the secret it was presented with.
    func admission(version: Int64?) -> UsageRecorded {
        var usage = UsageRecorded()
        usage.admitted = true
        usage.operation = operation
        usage.quantities = quantities.withCalls
        usage.scopes = scopes
        usage.secretVersion = version
        usage.client = client
        usage.transport = transport
        usage.traceID = traceID
        return usage
    }
}

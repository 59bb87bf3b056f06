/// A `consume` request with everything done that needs no newest state: checked, cleaned, hashed,
/// its personal values sealed. A class, for it goes through a queue and has much in it.
package final class PreparedCall: Sendable {
    /// As it is decided and recorded.
    let request: AuthorizeRequest
    /// Who asks.
    let caller: Caller
    /// The fields of its entry that nobody sent.
    let defaulted: [String]
    /// Why the request is refused, whatever the state.
    let fault: Rejection?
    /// Of the request's id in the dedup; nil where it has none, or where the state that it was
    /// prepared with knows no such key.
    let hash: UInt64?
    /// What is known of the id already.
    let prior: PriorUse
    /// Of the call, for the key's holder; nil where there are none, and as for `hash`.
    let personal: SealedPersonal?

    /// - Parameters:
    ///   - state: any that the ledger has come through.
    ///   - prior: what is known of the id with a hash.
    package init(
        _ request: AuthorizeRequest, caller: Caller, state: LedgerState,
        sealing: any PersonalSealing, prior: (UInt64) -> PriorUse
    ) {
        self.caller = caller
        self.request = request.cleaned
        defaulted = request.defaulted + ["time"]
        fault = Self.fault(ofCleaned: self.request)
        guard fault == nil, let index = state.keyIndex(presented: request.presented)
        else {
            hash = nil
            self.prior = PriorUse()
            personal = nil
            return
        }
        // A key never changes its tenant or its owner.
        let tenant = state.tenants[state.keys[index].tenant].id
        let hash = request.id.map { id in
            state.dedup.hash(tenant: tenant, kind: .usage, source: caller.source, id: id)
        }
        self.hash = hash
        self.prior = hash.map(prior) ?? PriorUse()
        let values = self.request.personal
        let holder = state.keys[index].owner ?? state.keys[index].id
        personal = values.isEmpty ? nil : sealing.seal(values.cleaned, holder: holder)
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

    private static func fault(ofCleaned request: AuthorizeRequest) -> Rejection? {
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
    fileprivate func keyIndex(presented: AuthorizeRequest.Presented) -> Int? {
        switch presented {
        case .malformed: nil
        case .token(let digest): secret(digest)?.key
        case .key(let id): keyIndex(id)
        }
    }
}

extension AuthorizeRequest {
    var personal: PersonalValues {
        var values = PersonalValues()
        values.ip = ip
        values.userAgent = userAgent
        return values
    }
}

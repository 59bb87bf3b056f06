/// An authorize request with everything done that needs no newest state: checked, cleaned, hashed.
package struct PreparedCall: Sendable {
    /// As it is decided and recorded.
    let request: AuthorizeRequest
    /// Why the request is refused, whatever the state.
    let fault: Rejection?
    /// Of the request's id in the dedup; nil where it has none, only looks, or where the state
    /// that it was prepared with knows no such key.
    package let hash: UInt64?
    /// What is known of the id already.
    package var prior = PriorUse()

    /// - Parameter state: any that the ledger has come through.
    package init(_ request: AuthorizeRequest, caller: Caller, state: LedgerState) {
        self.request = request.cleaned
        fault = Self.fault(of: self.request)
        guard fault == nil, request.mode == .consume, let id = request.id,
            let key = state.keyIndex(presented: request.presented)
        else {
            hash = nil
            return
        }
        // A key never changes its tenant.
        hash = state.dedup.hash(
            tenant: state.tenants[state.keys[key].tenant].id, kind: .usage, source: caller.source,
            id: id)
    }

    private static func fault(of request: AuthorizeRequest) -> Rejection? {
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

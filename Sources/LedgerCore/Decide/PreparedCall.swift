/// A `consume` request with everything done that needs no newest state: checked, cleaned, hashed,
/// its personal values sealed.
package struct PreparedCall: Sendable {
    let question: Question
    /// Why the request is refused, whatever the state.
    let fault: Rejection?
    /// What is recorded of the call where it is admitted.
    let admission: PreparedUsage
    /// What is known of the id already.
    let prior: PriorUse
    private let ip: String?
    private let userAgent: String?

    /// The call's personal values, for where they could not be sealed yet.
    var personal: PersonalValues { PersonalValues(ofCallFrom: ip, userAgent) }
    /// Of the request's id in the dedup; nil where it has none, or where the state that it was
    /// prepared with knows no such key.
    var hash: UInt64? { admission.place?.hash }

    fileprivate init(
        _ question: Question, from ip: String?, _ userAgent: String?, fault: Rejection?,
        admission: PreparedUsage, prior: PriorUse
    ) {
        self.question = question
        self.ip = ip
        self.userAgent = userAgent
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
            try Checks.quantities(request.quantities)
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
        var question = request.question
        question.secret = secretNumber(presented: question.presented)
        let presented = fault == nil ? self.key(presentedIn: question) : nil
        var (key, place, personal): (String?, UsagePlace?, SealedPersonal?)
        if let index = presented?.key {
            key = keys[index].id
            place = usagePlace(ofKey: index, id: id)
            personal = seal(
                PersonalValues(ofCallFrom: request.ip, request.userAgent), ofKey: index, sealing)
        }
        let admission = PreparedUsage(
            UsageRecorded(
                admitting: request, of: question.quantities, version: presented?.version), key: key,
            id: id, by: caller.prepared(by: sealing),
            defaulted: request.defaulted.isEmpty
                ? Defaulted.time : request.defaulted + Defaulted.time,
            place: place, personal: personal)
        return PreparedCall(
            question, from: request.ip, request.userAgent, fault: fault, admission: admission,
            prior: place?.hash.map(prior) ?? PriorUse())
    }
}

extension UsageRecorded {
    /// What is recorded of a call where it is admitted.
    /// - Parameters:
    ///   - request: cleaned.
    ///   - quantities: its own, with calls.
    ///   - version: that of the secret it was presented with.
    fileprivate init(
        admitting request: borrowing AuthorizeRequest, of quantities: Quantities, version: Int64?
    ) {
        self.init()
        admitted = true
        operation = request.operation
        self.quantities = quantities
        scopes = request.scopes
        secretVersion = version
        client = request.client
        transport = request.transport
        traceID = request.traceID
    }
}

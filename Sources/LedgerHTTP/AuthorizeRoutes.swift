import HTTPTypes
import LedgerCore
import LedgerService

/// The question of a gateway: may this call pass?
enum AuthorizeRoutes {
    static let all = [Route(.post, "/v1/authorize", .gatewayAuthorize, authorize)]

    @Sendable private static func authorize(_ call: Call) async throws(APIError) -> Answer {
        let request = try await call.body(AuthorizeBody.self).request()
        let decision: Decision
        do throws(Rejection) {
            decision = try await call.ledger.authorize(request, caller: call.caller)
        } catch {
            throw APIError(error)
        }
        call.api.metrics.count(decision: decision.code)
        return try .json(DecisionBody(decision), call.ledger.view)
    }
}

private struct AuthorizeBody: StrictBody {
    let token: String?
    let key: String?
    let tenant: String?
    let operation: String
    let scopes: [String]?
    let quantities: [String: Whole<Int64>]?
    let mode: ModeBody?
    let id: String?
    let ip: String?
    let userAgent: String?
    let client: String?
    let transport: String?
    let traceID: String?

    enum CodingKeys: String, CodingKey {
        case token, key, tenant, operation, scopes, quantities, mode, id, ip, client, transport
        case userAgent = "user_agent"
        case traceID = "trace_id"
    }

    struct ModeBody: Decodable {
        let mode: AuthorizeRequest.Mode

        init(from decoder: any Decoder) throws { mode = try decoder.word("check or consume") }
    }

    func request() throws(APIError) -> AuthorizeRequest {
        var request = AuthorizeRequest(presented: try presented(), operation: operation)
        request.tenant = tenant
        request.scopes = scopes ?? []
        if let quantities {
            request.quantities = Quantities(byMeter: quantities)
        } else {
            request.defaulted.append("quantities")
        }
        request.mode = mode?.mode ?? .consume
        request.id = id
        request.ip = ip
        request.userAgent = userAgent
        request.client = client
        request.transport = transport
        request.traceID = traceID
        return request
    }

    private func presented() throws(APIError) -> AuthorizeRequest.Presented {
        switch (token, key) {
        case (let token?, nil):
            guard TokenFormat.native.isWellFormed(token) else { return .malformed }
            return .token(TokenMint.digest(of: token))
        case (nil, let key?): return .key(key)
        case (nil, nil):
            throw .invalid("token", "is missing; send the token, or the key's id as key")
        case (.some, .some): throw .invalid("token", "does not go with key; send one of the two")
        }
    }
}

extension Quantities {
    /// - Parameter byMeter: amounts by the name of their meter.
    init(byMeter: [String: Whole<Int64>]) {
        self = Quantities(byMeter.map { Item(meter: $0.key, quantity: $0.value.value) }) ?? .none
    }
}

private struct DecisionBody: Encodable {
    let allowed: Bool
    let code: String
    @Nullable var key: String?
    @Nullable var tenant: String?
    let caps: [StandingBody]
    /// The entry that recorded it; null for a check.
    @Nullable var sequence: UInt64?
    let provenance: Provenance
    let replayed: Bool

    /// What the decision was made on: replaying to the position gives the same answer.
    struct Provenance: Encodable {
        let position: UInt64
        let caps: [CapBefore]
    }

    struct CapBefore: Encodable {
        let holder: String
        let meter: String
        let period: String
        let limit: Int64
        /// Before the call.
        let used: Int128
        /// The entry that set the cap.
        let entry: UInt64
    }

    init(_ decision: Decision) {
        allowed = decision.isAllowed
        code = decision.code.rawValue
        key = decision.key
        tenant = decision.tenant
        caps = decision.caps.map(StandingBody.init)
        sequence = decision.entry
        provenance = Provenance(
            position: decision.position,
            caps: decision.before.map {
                CapBefore(
                    holder: $0.holder.rawValue, meter: $0.cap.meter,
                    period: $0.cap.period.rawValue, limit: $0.cap.limit, used: $0.used,
                    entry: $0.entry)
            })
        replayed = decision.isReplay
    }
}

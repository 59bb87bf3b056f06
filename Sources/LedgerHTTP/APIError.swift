import HTTPTypes
package import LedgerCore
import LedgerService

/// Why a request got no answer: what the problem document says (RFC 9457).
struct APIError: Error {
    let status: HTTPResponse.Status
    /// Stable; what programs go by.
    let code: String
    /// One sentence that says what is wrong and what to do.
    let detail: String
    var field: String?
    var headers = HTTPFields()
    /// How far a batch came before it broke.
    var tally: UsageTally?

    init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, field: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.field = field
    }
}

extension APIError {
    /// - Parameter problem: how the sentence "The field … goes on.
    static func invalid(_ field: String, _ problem: String) -> APIError {
        APIError(Rejection.invalid(field: field, problem: problem))
    }

    static func unknownField(_ field: String) -> APIError {
        APIError(
            .badRequest, "unknown_field",
            "The field \(field) is not known here; leave it out or check its spelling.",
            field: field)
    }

    static func malformedJSON(_ expected: String) -> APIError {
        APIError(
            .badRequest, "malformed_json", "The body must be \(expected); check its syntax.")
    }

    static func tooLarge(_ what: String) -> APIError {
        APIError(
            .contentTooLarge, "too_large", "The body is larger than \(what); send it in parts.")
    }

    static let brokenBody = APIError(
        .badRequest, "broken_body", "The body ended before it was whole; send it again.")

    static let unwritable = APIError(
        .internalServerError, "internal_error",
        "The answer could not be written; report this with the request id.")

    static let notFound = APIError(
        .notFound, "not_found", "There is nothing at this path; check its spelling.")

    static func wrongMethod(allowed: [HTTPRequest.Method]) -> APIError {
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        var error = APIError(
            .methodNotAllowed, "method_not_allowed", "This path takes \(names) and nothing else.")
        error.headers[.allow] = names
        return error
    }

    /// For what shows or copies the ledger as a whole.
    static let allTenantsNeeded = APIError(
        .forbidden, "all_tenants_needed",
        "This is about the whole ledger; use a credential for all tenants.")

    /// The same words whatever is wrong with a credential.
    static let invalidToken: APIError = {
        var error = APIError(
            .unauthorized, "invalid_token",
            "This needs the token of an active key; send it as Authorization: Bearer <token>.")
        error.headers[.wwwAuthenticate] = #"Bearer realm="ledger""#
        return error
    }()

    static let twoCredentials: APIError = {
        var error = APIError(
            .unauthorized, "invalid_token",
            "The request carries two different credentials; send one.")
        error.headers[.wwwAuthenticate] = #"Bearer realm="ledger""#
        return error
    }()
}

extension APIError {
    init(_ rejection: Rejection) {
        self.init(rejection.status, rejection.code, rejection.sentence)
        if case .invalid(let name, _) = rejection { field = name }
        if let seconds = rejection.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    }

    /// A ledger that cannot be read, or a machine without randomness.
    init(_ error: LedgerError) {
        self.init(.internalServerError, error.code, error.sentence)
    }
}

extension Rejection {
    /// What it is in HTTP: 404, 403, 400, 409, 422 or 503.
    package var statusCode: Int { status.code }

    /// The one table of what a refusal is in HTTP.
    var status: HTTPResponse.Status {
        switch self {
        case .tenantNotFound, .principalNotFound, .keyNotFound, .backfillNotFound,
            .decisionNotFound:
            .notFound
        case .scopeForbidden, .roleForbidden: .forbidden
        case .invalid, .timeTooOld, .timeTooEarly: .badRequest
        case .idTaken, .tokenTaken, .keyFinal, .lastAdminKey, .tenantClosed: .conflict
        case .idConflict: .unprocessableContent
        case .busy, .clockSuspect, .diskLow, .stopping: .serviceUnavailable
        }
    }

    /// When a try has a chance again; nil where it has none by itself.
    package var retryAfterSeconds: Int? {
        switch self {
        case .busy: 2
        case .clockSuspect, .stopping: 5
        case .diskLow: 60
        case .tenantNotFound, .principalNotFound, .keyNotFound, .backfillNotFound,
            .decisionNotFound, .scopeForbidden, .roleForbidden, .invalid, .timeTooOld,
            .timeTooEarly, .idTaken,
            .tokenTaken, .keyFinal, .lastAdminKey, .tenantClosed, .idConflict:
            nil
        }
    }
}

/// The body of an answer that says why there is none.
struct Problem: Encodable {
    let error: APIError
    let requestID: String

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, field
        case requestID = "request_id"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        // The code tells problems apart; there is no page per type to point to.
        try container.encode("about:blank", forKey: .type)
        try container.encode(error.status.reasonPhrase, forKey: .title)
        try container.encode(error.status.code, forKey: .status)
        try container.encode(error.detail, forKey: .detail)
        try container.encode(error.code, forKey: .code)
        try container.encode(requestID, forKey: .requestID)
        try container.encodeIfPresent(error.field, forKey: .field)
        try error.tally?.encode(to: encoder)
    }
}

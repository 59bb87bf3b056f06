import Hummingbird
import HummingbirdCore
import LedgerCore
import LedgerService

/// How it is known who asks.
protocol Authentication: Sendable {
    /// - Throws: `invalid_token` where nobody can be made out.
    func caller(
        of request: Request, _ context: APIContext, _ ledger: Ledger
    ) throws(APIError) -> Caller
}

/// By the token of a key of this ledger.
struct BearerAuthentication: Authentication {
    func caller(
        of request: Request, _ context: APIContext, _ ledger: Ledger
    ) throws(APIError) -> Caller {
        let presented = request.headers[values: .authorization].map(Presented.init)
        let others = request.headers[values: .apiKey].map { Presented.other($0) }
        guard Set((presented + others).map(\.text)).count <= 1 else { throw .twoCredentials }
        guard case .bearer(let token) = presented.first, TokenFormat.native.isWellFormed(token)
        else { throw .invalidToken }
        var personal = PersonalValues()
        personal.ip = context.peer
        personal.userAgent = request.headers[.userAgent]?.prefix(bytes: Limits.userAgentBytes)
        personal.reason = try reason(of: request)
        let caller = ledger.view.state.caller(
            presenting: TokenMint.digest(of: token), at: ledger.clock.now, surface: .http,
            personal: personal)
        guard let caller else { throw .invalidToken }
        return caller
    }

    /// A credential as a header presents it.
    private enum Presented {
        case bearer(String)
        case other(String)

        /// - Parameter field: the value of `Authorization`.
        init(_ field: String) {
            let parts = field.split(separator: " ", omittingEmptySubsequences: true)
            let isBearer = parts.count == 2 && parts[0].lowercased() == "bearer"
            self = isBearer ? .bearer(String(parts[1])) : .other(field)
        }

        var text: String {
            switch self {
            case .bearer(let text), .other(let text): text
            }
        }
    }
}

/// By holding the data folder: whoever does is the operator.
struct OperatorAuthentication: Authentication {
    func caller(
        of request: Request, _ context: APIContext, _ ledger: Ledger
    ) throws(APIError) -> Caller {
        var caller = Caller.folder(.cli)
        caller.personal.reason = try reason(of: request)
        return caller
    }
}

private func reason(of request: Request) throws(APIError) -> String? {
    guard let reason = request.headers[.ledgerReason], !reason.isEmpty else { return nil }
    guard reason.count <= Limits.reasonCharacters,
        reason.utf8.count <= 4 * Limits.reasonCharacters
    else {
        throw .invalid("Ledger-Reason", "must be at most \(Limits.reasonCharacters) characters")
    }
    return reason
}

extension String {
    /// As much of its start as fits into `limit` bytes of UTF-8, whole characters only.
    func prefix(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var bytes = 0
        return String(
            prefix { character in
                bytes += character.utf8.count
                return bytes <= limit
            })
    }
}

import HTTPTypes
import LedgerService

/// The description of the API, for everybody.
enum OpenAPIRoutes {
    static let all = [Route(.get, "/openapi.json", nil, document)]

    @Sendable private static func document(_ call: Call) async throws(APIError) -> Answer {
        try .json(OpenAPI.document, call.ledger.view)
    }
}

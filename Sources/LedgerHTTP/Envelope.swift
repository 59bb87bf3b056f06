import HTTPTypes
import Hummingbird
import HummingbirdCore
import LedgerService
import Logging

/// What every answer has, whatever became of the request: an id, a position, a count, and a problem
/// document where something went wrong.
struct Envelope: RouterMiddleware {
    let api: API

    func handle(
        _ request: Request, context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as APIError {
            response = problem(error, context)
        } catch is HTTPError {
            response = problem(API.miss(request), context)
        }
        response.headers[.requestID] = context.requestID
        api.metrics.count(route: route(of: context), status: response.status.code)
        return response
    }

    /// The template of the route that took the request.
    private func route(of context: APIContext) -> String? {
        API.routes.first { $0.template == context.endpointPath }?.template
    }

    private func problem(_ error: APIError, _ context: APIContext) -> Response {
        if error.status.kind == .serverError {
            context.logger.error("\(error.code)", metadata: ["detail": "\(error.detail)"])
        }
        let problem = Problem(error: error, requestID: context.requestID)
        let body = (try? JSON.encode(problem)) ?? []
        var headers = error.headers
        headers[.contentType] = "application/problem+json"
        return Answer(
            status: error.status, headers: headers, body: body, position: api.ledger.view.position
        ).response
    }
}

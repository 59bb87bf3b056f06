import HTTPTypes
import LedgerCore
import LedgerService

/// For those who watch the process.
enum HealthRoutes {
    static let all = [
        Route(.get, "/livez", nil, livez),
        Route(.get, "/readyz", nil, readyz),
        Route(.get, "/metrics", nil, metrics),
    ]

    /// The process runs.
    @Sendable private static func livez(_ call: Call) async throws(APIError) -> Answer {
        .text("ok\n", call.ledger.view)
    }

    /// The ledger is open and takes traffic.
    @Sendable private static func readyz(_ call: Call) async throws(APIError) -> Answer {
        guard !call.api.isDraining else { throw APIError(.stopping) }
        return .text("ready\n", call.ledger.view)
    }

    @Sendable private static func metrics(_ call: Call) async throws(APIError) -> Answer {
        guard call.context.isLocal, !call.isForwarded else {
            throw APIError(
                .forbidden, "loopback_only", "Metrics are answered to this machine only.")
        }
        let view = call.ledger.view
        return .text(
            call.api.metrics.text(view), view, type: "text/plain; version=0.0.4; charset=utf-8")
    }
}

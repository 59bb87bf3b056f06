import Hummingbird
package import LedgerService
package import Logging
import NIOCore
import ServiceLifecycle

/// Serves the API on a TCP port until it is told to stop; then it takes no new connection, and ends
/// when what was under way is answered. The ledger stays open: whoever opened it closes it after.
package struct LedgerServer: Service {
    /// How long a connection may say nothing, in seconds.
    private static let idleSeconds: Int64 = 60

    private let ledger: Ledger
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: 0 for one that is free.
    ///   - onListening: is told the port once connections are taken.
    package init(
        ledger: Ledger, host: String, port: Int, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    /// - Throws: where the port cannot be had.
    package func run() async throws {
        let api = API(ledger: ledger)
        let onListening = onListening
        let application = Application(
            responder: api.responder(
                BearerAuthentication(), origins: OriginCheck(host: host)),
            server: .http1(configuration: .init(idleTimeout: .seconds(Self.idleSeconds))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { await onListening($0.localAddress?.port ?? 0) }, logger: logger)
        try await withGracefulShutdownHandler {
            try await application.run()
        } onGracefulShutdown: {
            api.drain()
        }
    }
}

import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import LedgerService
package import Logging
import NIOCore
import ServiceLifecycle

/// Serves the API on a TCP port, with TLS where it has a certificate, until it is told to stop; then it takes no new connection, and ends
/// when what was under way is answered. Connections beyond the bound wait to be taken. The ledger stays open: whoever opened it closes it after.
package struct LedgerServer: Service {
    /// How long a connection may say nothing, in seconds.
    private static let idleSeconds: Int64 = 60

    private let ledger: Ledger
    private let host: String
    private let port: Int
    private let hosts: [String]
    private let tls: ServerTLS?
    private let backupRoot: String?
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: 0 for one that is free.
    ///   - hosts: names that clients may ask for, beside those of this machine and `host`.
    ///   - tls: nil for plain HTTP.
    ///   - backupRoot: the folder below which callers may make backups; nil where none may.
    ///   - onListening: is told the port once connections are taken.
    package init(
        ledger: Ledger, host: String, port: Int, hosts: [String] = [], tls: ServerTLS? = nil,
        backupRoot: String? = nil, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.host = host
        self.port = port
        self.hosts = hosts
        self.tls = tls
        self.backupRoot = backupRoot
        self.logger = logger
        self.onListening = onListening
    }

    /// - Throws: where the port cannot be had.
    package func run() async throws {
        let api = API(ledger: ledger, backupRoot: backupRoot)
        let onListening = onListening
        let application = Application(
            responder: api.responder(
                BearerAuthentication(), origins: OriginCheck(hosts: hosts + [host])),
            server: try channel,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    ConnectionBound.connections())),
            onServerRunning: { await onListening($0.localAddress?.port ?? 0) }, logger: logger)
        try await withGracefulShutdownHandler {
            try await application.run()
        } onGracefulShutdown: {
            api.drain()
        }
    }

    private var channel: HTTPServerBuilder {
        get throws {
            let http = HTTPServerBuilder.http1(
                configuration: .init(idleTimeout: .seconds(Self.idleSeconds)))
            guard let tls else { return http }
            return try .tls(http, tlsConfiguration: tls.configuration)
        }
    }
}

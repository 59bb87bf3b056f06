import ArgumentParser
import EventLog
import Foundation
import LedgerHTTP
import LedgerService
import LedgerText
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// `keyledger serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Open the ledger in a folder, or make it, and serve its API.",
        discussion: """
            Without options this is all it takes. The first start makes the ledger and an admin \
            key: shown once on a terminal, else left in the file admin-key of the data folder. \
            SIGTERM or Ctrl-C finishes what is under way and ends.

            Example: keyledger serve
            """)

    @Option(
        help: ArgumentHelp("The data folder.", valueName: "dir"), completion: .directory)
    var data = "./keyledger-data"

    @Option(help: ArgumentHelp("Where the API is; on this machine only.", valueName: "host:port"))
    var listen = ListenAddress(host: "127.0.0.1", port: 8640)

    @Option(
        help: ArgumentHelp(
            "Where gateways will ask; accepted, and nothing listens there yet.",
            valueName: "host:port"))
    var gatewayListen = ListenAddress(host: "127.0.0.1", port: 8641)

    func validate() throws {
        for address in [listen, gatewayListen] where !address.isLoopback {
            throw ValidationError(
                "\(address) is reachable from other machines, and there is no TLS here. Listen on "
                    + "127.0.0.1 or [::1] and put a TLS proxy in front.")
        }
    }

    func run() async throws {
        let logger = Logger(label: "keyledger") { _ in PlainLogHandler() }
        let (ledger, credential) = try open()
        let server = LedgerServer(
            ledger: ledger, host: listen.host, port: listen.port, logger: logger
        ) { [data, listen] port in
            let url = "http://\(ListenAddress(host: listen.host, port: port))"
            // The server serves, whether or not anybody reads what it says.
            try? Console.write(ServeText.listening(url, data: data, credential))
        }
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: server)], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        // A client that trickles its request must not hold the end of the server.
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch {
            await ledger.close()
            throw failure(error)
        }
        await ledger.close()
        logger.info("stopped")
    }

    private func failure(_ error: any Error) -> Failure {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE {
            return Failure(
                .refused,
                "Another program listens on \(listen); stop it, or choose another port with "
                    + "--listen.")
        }
        return Failure(.refused, "The server on \(listen) ended: \(error).")
    }

    /// Opens the ledger, or makes it where there is none yet. The key of a new one is shown or
    /// written before anything else can fail.
    private func open() throws(Failure) -> (Ledger, AdminCredential) {
        let file = AdminKeyFile(path: "\(data)/admin-key")
        guard try isVacant() else {
            let ledger = try Failure.converting { () throws(LedgerError) in
                try Ledger.open(at: data)
            }
            return (ledger, file.exists ? .file(file.path) : .kept)
        }
        let isWatched = Terminal.output.isInteractive
        let founded = try Failure.converting { () throws(LedgerError) in
            try Ledger.create(at: data) { token throws(LedgerError) in
                if isWatched {
                    try Self.show(token)
                } else {
                    try file.write(token)
                }
            }
        }
        return (founded.ledger, isWatched ? .shown : .file(file.path))
    }

    private static func show(_ token: String) throws(LedgerError) {
        do throws(Failure) {
            try Console.write(ServeText.adminKey(token))
        } catch {
            throw LedgerError(
                code: "file_failed",
                sentence:
                    "The admin key could not be shown. Start again with a terminal or a file as output."
            )
        }
    }

    private func isVacant() throws(Failure) -> Bool {
        do throws(LogError) {
            return try DataFolder.condition(at: data) == .vacant
        } catch {
            throw Failure(error)
        }
    }
}

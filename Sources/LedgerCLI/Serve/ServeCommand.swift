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

            Each option may also stand in the environment (KEYLEDGER_LISTEN for --listen) or in a \
            configuration file; keyledger config print shows what counts. Listening where other \
            machines reach it takes TLS, or a proxy in front that does it.

            Examples:
              keyledger serve
              keyledger serve --listen 0.0.0.0:8640 --hosts ledger.example \\
                  --tls-cert cert.pem --tls-key key.pem
            """)

    @OptionGroup var options: ServeOptions

    func run() async throws {
        let configuration = try ServerConfiguration(try options.settings())
        let tls = try Self.tls(configuration.tls)
        let logger = Logger.program(configuration.logFormat)
        try Self.checkBackupRoot(configuration.backupRoot)
        let (ledger, credential) = try Self.open(configuration.data)
        let server = LedgerServer(
            ledger: ledger, host: configuration.listen.host, port: configuration.listen.port,
            hosts: configuration.hosts, tls: tls, backupRoot: configuration.backupRoot,
            logger: logger
        ) { port in
            let address = ListenAddress(host: configuration.listen.host, port: port)
            let url = (tls == nil ? "http://" : "https://") + address.reachable.description
            // The server serves, whether or not anybody reads what it says.
            try? Console.write(ServeText.listening(url, data: configuration.data, credential))
            Self.sayReady(logger)
        }
        var group = ServiceGroupConfiguration(
            services: [.init(service: server)], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        // A client that trickles its request must not hold the end of the server.
        group.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await ledger.close()
            throw Self.failure(error, configuration.listen)
        }
        await ledger.close()
        logger.info("stopped")
    }

    /// What is only found when the first backup fails is found too late.
    private static func checkBackupRoot(_ path: String?) throws(Failure) {
        guard let path else { return }
        let values = try? URL(filePath: path).resourceValues(forKeys: [.isDirectoryKey])
        guard values?.isDirectory == true else {
            throw Failure(.usage, "There is no folder \(path) for backups. Make it first.")
        }
    }

    private static func tls(
        _ files: ServerConfiguration.TLSFiles?
    ) throws(Failure) -> ServerTLS? {
        guard let files else { return nil }
        do throws(TLSError) {
            return try ServerTLS(certificate: files.certificate, key: files.key)
        } catch {
            throw Failure(.usage, error.sentence)
        }
    }

    private static func sayReady(_ logger: Logger) {
        let manager = ServiceManager(environment: ProcessInfo.processInfo.environment)
        guard let code = manager?.sayReady() else { return }
        logger.warning("The service manager could not be told.", metadata: ["errno": "\(code)"])
    }

    private static func failure(_ error: any Error, _ listen: ListenAddress) -> Failure {
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
    private static func open(_ data: String) throws(Failure) -> (Ledger, AdminCredential) {
        let file = AdminKeyFile(path: "\(data)/admin-key")
        guard try isVacant(data) else {
            let ledger = try Failure.converting { () throws(LedgerError) in
                try Ledger.open(at: data)
            }
            return (ledger, file.exists ? .file(file.path) : .kept)
        }
        let isWatched = Terminal.output.isInteractive
        let founded = try Failure.converting { () throws(LedgerError) in
            try Ledger.create(at: data) { token throws(LedgerError) in
                if isWatched {
                    try show(token)
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

    private static func isVacant(_ data: String) throws(Failure) -> Bool {
        do throws(LogError) {
            return try DataFolder.condition(at: data) == .vacant
        } catch {
            throw Failure(error)
        }
    }
}

import LedgerHTTP
import LedgerService
import Logging

/// The HTTP API of a ledger, in this process on a free port of loopback.
struct Serving {
    private let ledger: Ledger

    init(_ ledger: Ledger) { self.ledger = ledger }

    /// Serves while `body` runs, which is given the port. The ledger stays open.
    func run<Result: Sendable>(
        _ body: (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = LedgerServer(
            ledger: ledger, host: "127.0.0.1", port: 0, logger: Self.quietLogger
        ) {
            port.yield($0)
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run()
            }
            defer { group.cancelAll() }
            for await number in ports { return try await body(number) }
            try await group.waitForAll()
            throw BenchError(description: "the server ended before it listened")
        }
    }

    private static var quietLogger: Logger {
        var logger = Logger(label: "keyledger.bench")
        logger.logLevel = .critical
        return logger
    }
}

import LedgerHTTP
import LedgerService
import Logging
import ServiceLifecycle
import Testing

@Suite struct DrainTests {
    @Test("A server that is told to stop answers what is under way, and then ends")
    func drain() async throws {
        try await TestLedger.run { ledger in
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            var logger = Logger(label: "keyledger.test")
            logger.logLevel = .critical
            let server = LedgerServer(
                ledger: ledger.ledger, host: "127.0.0.1", port: 0, logger: logger
            ) { port.yield($0) }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(services: [server], logger: logger))
            let running = Task { try await group.run() }
            let first = try #require(await ports.first { _ in true })
            let line = #"{"tenant":"ledger","operation":"a"}"# + "\n"
            // Enough for a first chunk to be decided before the batch is whole.
            let sent = String(repeating: line, count: 5_000)
            let connection = TestConnection(port: first)
            let before = ledger.ledger.view.position
            await connection.write(
                TestServer(port: first).request(
                    "POST", "/v1/usage",
                    [
                        "Authorization: Bearer \(ledger.adminToken)",
                        "Content-Type: application/x-ndjson",
                        "Content-Length: \(sent.utf8.count + line.utf8.count)",
                    ]) + sent)
            while ledger.ledger.view.position == before {
                try await Task.sleep(for: .milliseconds(2))
            }
            await group.triggerGracefulShutdown()
            await connection.write(line)
            let answer = await connection.readToEnd()
            #expect(answer.status == 200)
            #expect(answer.integer("accepted") == 5_001)
            try await running.value
            let late = await TestServer(port: first).send("GET", "/livez")
            #expect(late.status == 0)
        }
    }
}

import Foundation
import LedgerCore
import LedgerService
import LedgerTesting

/// `http.ingest.1000`: entries per second of 300,000 lines of W, sent as NDJSON over one connection
/// of HTTP/1.1, 1,000 lines a request. Each is answered, so that its lines are durable, before the
/// next is sent.
///
/// The time has everything in it: the client, a thread that writes bytes which were made beforehand
/// and reads the answers; the server in this process with its routes, authentication and reading of
/// lines; loopback, without TLS; and the ledger until nothing is left, as for `core.append.10000`.
/// Of every answer it is checked that it accepts all lines.
///
/// Against `core.append.1000`, which is shown too: the same lines in the same batches by one sender
/// in process.
enum IngestFigure {
    private static let lines = 300_000
    private static let batchLines = 1_000
    private static let workload = Workload(seed: 3_000)

    static func measure(in run: Run) async throws {
        var inProcess: [Int64] = []
        var overHTTP: [Int64] = []
        for _ in 0..<Run.rounds {
            inProcess.append(
                try await run.withLedger("append") { ledger, _ in try await append(ledger) })
            overHTTP.append(
                try await run.withFounded("ingest") { founded, _ in try await ingest(founded) })
        }
        let reference = Figure.Reference("core.append.1000", Amount(inProcess.median))
        run.report.show(Figure(reference.name, reference.value, unit: "entries/s"))
        run.report.show(
            Figure(
                "http.ingest.1000", Amount(overHTTP.median), unit: "entries/s",
                against: reference))
    }

    private static func append(_ ledger: Ledger) async throws -> Int64 {
        let batches = batches(endingBefore: ledger.clock.now)
        let sending = Sending(ledger: ledger)
        let watch = Stopwatch()
        for batch in batches { try await sending.send(batch) }
        await ledger.close()
        return watch.rate(Int64(lines))
    }

    private static func ingest(_ founded: Ledger.Founded) async throws -> Int64 {
        let ledger = founded.ledger
        return try await Serving(ledger).run { port in
            let requests = batches(endingBefore: ledger.clock.now).map {
                UsageRequest($0, port: port, token: founded.adminToken)
            }
            let watch = Stopwatch()
            try await onThread {
                let connection = PlainConnection(port: port)
                for request in requests { try request.send(over: connection) }
            }
            await ledger.close()
            return watch.rate(Int64(lines))
        }
    }

    private static func batches(endingBefore now: Timestamp) -> [[UsageLine]] {
        let start = now.advanced(by: -Int64(lines + 7_200) * workload.interval)
        let made = WorkloadLines(workload, from: start)
        return stride(from: 0, to: lines, by: batchLines).map { made.lines($0..<($0 + batchLines)) }
    }

    /// Does what waits in system calls on a thread of its own: the server needs those of the tasks.
    private static func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { waiting in
            Thread.detachNewThread { waiting.resume(with: Result(catching: body)) }
        }
    }
}

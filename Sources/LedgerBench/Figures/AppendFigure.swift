import LedgerCore
import LedgerService
import LedgerTesting

/// `core.append.10000`: entries per second of a million lines of W, sent in batches of 10,000 by
/// two senders that each wait for their batch to be durable.
///
/// The time runs until nothing is left: until the ledger is closed, which waits for decider,
/// committer and follower. The lines are made beforehand.
///
/// Against an LMDB environment that commits as many values of 160 bytes, 10,000 at a time, and
/// against PostgreSQL taking the same lines in the same batches exactly once, with a meter.
enum AppendFigure {
    private static let name = "core.append.10000"
    private static let lines = 1_000_000
    private static let workload = Workload(seed: 1_000)

    static func measure(in run: Run) async throws {
        let floor = try CommitFloor(valuesPerCommit: Sending.batchLines)
            .values(lines, in: run.folder)
        let entries = Amount(
            try await run.withLedger("append") { ledger, _ in try await append(ledger) })
        let floors = Figure.Reference("lmdb.append.10000", Amount(floor))
        run.report.show(Figure(name, entries, unit: "entries/s", against: floors))
        guard let peers = run.peers else { return }
        let (rows, keys) = ("\(run.folder)/append.csv", "\(run.folder)/keys.csv")
        try WorkloadFile.write(workload, calls: lines, to: rows)
        try WorkloadFile.writeKeys(to: keys)
        let peer = peers.measure("postgresql", ["ingest", rows, keys])
        if let peer = peer["postgresql.ingest"] {
            let reference = Figure.Reference("postgresql.ingest", Amount(peer))
            run.report.show(Figure(name, entries, unit: "entries/s", against: reference))
        }
    }

    private static func append(_ ledger: Ledger) async throws -> Int64 {
        let start = ledger.clock.now.advanced(by: -Int64(lines + 7_200) * workload.interval)
        let made = WorkloadLines(workload, from: start)
        let batches = stride(from: 0, to: lines, by: Sending.batchLines).map {
            made.lines($0..<($0 + Sending.batchLines))
        }
        let watch = Stopwatch()
        try await Sending(ledger: ledger).sendAll(lines) { batches[$0.lowerBound / $0.count] }
        await ledger.close()
        return watch.rate(Int64(lines))
    }
}

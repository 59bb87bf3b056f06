import LedgerCore
import LedgerService
import LedgerTesting

/// `core.consume.64`: calls per second of 64 callers that each have one durable `consume` under way
/// at a time. Every call is admitted, recorded, and counted on its key's and its tenant's meter.
/// As for PostgreSQL, what counts is what comes after a warm-up: by then the data file is as long
/// as its backlog needs and the follower seals.
///
/// Against one LMDB commit after the other, and against the same in PostgreSQL with 64 clients.
enum ConsumeFigure {
    private static let name = "core.consume.64"
    private static let callers = 64
    private static let warmUpSeconds: Int64 = 3

    static func measure(in run: Run) async throws {
        var floors: [Int64] = []
        var calls: [Int64] = []
        var peers: [Int64] = []
        for _ in 0..<Run.rounds {
            floors.append(
                try CommitFloor(valuesPerCommit: 1).commits(in: run.folder, seconds: run.seconds))
            calls.append(
                try await run.withLedger("consume") { ledger, subjects in
                    try await consume(ledger, subjects, seconds: run.seconds)
                })
            let peer = run.peers?.measure("postgresql", ["consume", String(run.seconds)])
            if let value = peer?["postgresql.consume"] { peers.append(value) }
        }
        show(calls, against: "lmdb.commit.one", floors, in: run)
        if !peers.isEmpty { show(calls, against: "postgresql.consume", peers, in: run) }
    }

    private static func show(
        _ calls: [Int64], against reference: String, _ values: [Int64], in run: Run
    ) {
        run.report.show(
            Figure(
                name, Amount(calls.median), unit: "calls/s",
                against: Figure.Reference(reference, Amount(values.median))))
    }

    private static func consume(
        _ ledger: Ledger, _ subjects: Subjects, seconds measuredSeconds: Int64
    ) async throws -> Int64 {
        let sender = Caller.folder(.cli)
        let thread = CallerThread()
        defer { thread.end() }
        let watch = Stopwatch()
        let calls = try await withThrowingTaskGroup(of: Int64.self) { group in
            for caller in 0..<callers {
                group.addTask(executorPreference: thread) {
                    let workload = Workload(seed: UInt64(caller))
                    var calls = 0
                    var counted: Int64 = 0
                    var seconds: Int64 = 0
                    while seconds < warmUpSeconds + measuredSeconds {
                        let decision = try await ledger.authorize(
                            subjects.request(workload.call(calls)), caller: sender)
                        guard decision.isAllowed else {
                            throw BenchError(description: "a call was denied: \(decision.code)")
                        }
                        calls += 1
                        seconds = watch.seconds
                        if seconds >= warmUpSeconds { counted += 1 }
                    }
                    return counted
                }
            }
            return try await group.reduce(0, +)
        }
        return calls / measuredSeconds
    }
}

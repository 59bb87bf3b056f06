import LedgerCore
import LedgerService
import LedgerTesting

/// `core.week`: the calls of one key in the last week by operation and outcome, in microseconds:
/// the median of up to 21 keys, as many as fit into the seconds of the run, after one that is not
/// counted. The keys are those of calls spread over the week, so that most have many calls.
///
/// Against DuckDB on a Parquet file of the same calls in the page cache, the same keys, all cores.
enum WeekFigure {
    static func measure(in run: Run) async throws {
        let log = try await run.prepared()
        let (calls, times) = try await log.withLedger { ledger in
            try ask(ledger.view, log, seconds: run.seconds)
        }
        let peer = try run.parquet(of: log)
        if let peer, peer.firstWeekCalls != calls {
            throw BenchError(
                description: "the week has \(calls) calls here, \(peer.firstWeekCalls) in Parquet")
        }
        let reference = peer.map {
            Figure.Reference("duckdb.week", Amount($0.weekMicroseconds))
        }
        run.report.show(
            Figure("core.week", Amount(times.median / 1_000), unit: "µs", against: reference))
    }

    /// - Returns: the calls of the first key, and the nanoseconds of each question.
    private static func ask(
        _ view: LedgerView, _ log: PreparedLog, seconds: Int64
    ) throws -> (calls: Int64, times: [Int64]) {
        let keys = log.askedKeys
        let first = try view.usage(ofKey: keys[0], at: log.lastWeek)
        var times: [Int64] = []
        let watch = Stopwatch()
        for key in keys where times.isEmpty || !watch.hasPassed(seconds: seconds) {
            let single = Stopwatch()
            let usage = try view.usage(ofKey: key, at: log.lastWeek)
            times.append(single.nanoseconds)
            guard usage.allowed > 0 else {
                throw BenchError(description: "the key \(key) has no call in the last week")
            }
        }
        return (Int64(clamping: first.allowed), times)
    }
}

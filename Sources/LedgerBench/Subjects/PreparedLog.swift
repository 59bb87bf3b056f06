import LedgerCore
import LedgerService
import LedgerTesting

/// A closed ledger with calls of W, the last of which happened an hour ago.
struct PreparedLog: Sendable {
    let path: String
    let calls: Int
    let workload: Workload
    /// The time of the first call.
    let start: Timestamp
    /// The sequence after the last entry that made tenants and keys.
    let firstCall: UInt64

    private static let seed: UInt64 = 20_261_126
    private static let hour: Int64 = 3_600_000_000
    /// A ledger takes calls up to 35 days back; some are left for the making and the measuring.
    private static let reach: Int64 = 32 * Timestamp.microsecondsPerDay
    private static let askedKeys = 21
    private static let week = 7 * Timestamp.microsecondsPerDay

    static func make(at path: String, calls: Int) async throws -> PreparedLog {
        let workload = Workload(
            seed: seed, interval: min(Workload.interval, reach / Int64(calls)))
        let ledger = try Ledger.create(at: path).ledger
        _ = try await Subjects.create(in: ledger)
        let firstCall = ledger.view.position
        let start = ledger.clock.now.advanced(
            by: -hour - Int64(calls) * workload.interval)
        let lines = WorkloadLines(workload, from: start)
        try await Sending(ledger: ledger).sendAll(calls) { lines.lines($0) }
        await ledger.close()
        return PreparedLog(
            path: path, calls: calls, workload: workload, start: start, firstCall: firstCall)
    }

    /// The last week of the calls, or all of them where they took less.
    var lastWeek: Range<Timestamp> {
        start.advanced(by: weekOffset)..<start.advanced(by: span)
    }

    /// Microseconds from the first call to the last week.
    var weekOffset: Int64 { max(0, span - Self.week) }

    private var span: Int64 { Int64(calls) * workload.interval }

    /// The keys whose last week is asked for: those of calls spread over that week, most of which
    /// have many.
    var askedKeys: [String] {
        // The one after, for jitter may put the first before the week.
        let first = Int(weekOffset / workload.interval) + 1
        return (0..<Self.askedKeys).map {
            Workload.keyID(workload.call(first + (calls - first) * $0 / Self.askedKeys).key)
        }
    }

    /// Opens the ledger, lends it, and drains and closes it.
    func withLedger<Result>(
        _ body: (Ledger) async throws -> Result
    ) async throws -> Result {
        let ledger = try Ledger.open(at: path)
        let result = try await body(ledger)
        await ledger.close()
        return result
    }
}

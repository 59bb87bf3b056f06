import LedgerCore
import LedgerService
import LedgerTesting

/// Calls of W that happen now, with new ids, in batches of 1,000.
struct LiveCalls: Sendable {
    let ledger: Ledger

    private static let batchLines = 1_000

    /// Sends batches until so many lines are sent or the task is cancelled, the next when the one
    /// before is durable.
    func send(_ count: Int) async throws {
        let sending = Sending(ledger: ledger)
        let lines = WorkloadLines(
            Workload(seed: UInt64.random(in: .min ... .max)), from: ledger.clock.now)
        var sent = 0
        while sent < count, !Task.isCancelled {
            let now = ledger.clock.now
            try await sending.send(
                lines.lines(sent..<min(count, sent + Self.batchLines)).map { line in
                    var line = line
                    line.time = now
                    return line
                })
            sent += Self.batchLines
        }
    }
}

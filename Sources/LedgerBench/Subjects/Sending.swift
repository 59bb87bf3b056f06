import LedgerCore
import LedgerService
import LedgerTesting

/// Sends calls of W as usage lines.
struct Sending: Sendable {
    /// What the figures call a batch.
    static let batchLines = 10_000
    /// While one sender's batch waits for the disk, the other's lines are decided.
    static let senders = 2

    let ledger: Ledger

    /// Sends one batch, and again what the ledger was too busy to take.
    /// - Returns: once every line is durable.
    /// - Throws: if a line is refused, or was recorded before.
    func send(_ lines: [UsageLine]) async throws {
        var rest = lines
        while !rest.isEmpty { rest = try await sendOnce(rest) }
    }

    /// - Returns: the lines that are to be sent again.
    private func sendOnce(_ lines: [UsageLine]) async throws -> [UsageLine] {
        let answers: [UsageAnswer]
        do throws(Rejection) {
            answers = try await ledger.record(lines, caller: .folder(.cli)).answers
        } catch {
            guard error == .busy else { throw error }
            return lines
        }
        var rest: [UsageLine] = []
        for (line, answer) in zip(lines, answers) {
            switch answer {
            case .accepted: continue
            case .rejected(.busy): rest.append(line)
            case .rejected(let rejection): throw rejection
            case .duplicate(let sequence), .conflict(let sequence):
                throw BenchError(description: "a call was recorded before, as entry \(sequence)")
            }
        }
        return rest
    }

    /// Sends the calls below `count` from two senders, each of which sends its next batch when the
    /// one before is durable.
    /// - Parameter batch: gives the lines of a range of calls.
    func sendAll(
        _ count: Int, _ batch: @escaping @Sendable (Range<Int>) -> [UsageLine]
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<Self.senders {
                group.addTask {
                    let step = Self.senders * Self.batchLines
                    for first in stride(from: sender * Self.batchLines, to: count, by: step) {
                        try await send(batch(first..<min(count, first + Self.batchLines)))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

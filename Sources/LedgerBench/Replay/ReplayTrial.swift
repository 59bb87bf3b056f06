import Foundation
import LedgerCore
import LedgerService
package import LedgerTesting

/// Sends calls of W to a ledger, shuffled and some of them twice, over a restart; then some again
/// after another restart and after its projections were made anew. Beside it counts, from the calls
/// alone, what the ledger must say.
package struct ReplayTrial: Sendable {
    package let replay: WorkloadReplay
    /// How many sendings are sent again after the restart, and after the rebuild.
    package var again = 0
    /// How many recorded calls are sent then with other content.
    package var conflicts = 0
    private let path: String
    private let entriesPerSegment: UInt64

    private static let duplicatesPercent = 5
    private static let hour: Int64 = 3_600_000_000
    /// A ledger takes calls up to 35 days back; some are left for the sending.
    private static let reach: Int64 = 32 * Timestamp.microsecondsPerDay

    /// - Parameters:
    ///   - sent: how many calls are sent at first, five of a hundred of them twice.
    ///   - seed: decides which are sent twice, the order, and the calls.
    ///   - path: of a folder that is not there yet.
    package init(
        sent: Int, seed: UInt64, at path: String,
        entriesPerSegment: UInt64 = Limits.entriesPerSegment
    ) {
        replay = WorkloadReplay(
            sent: sent, duplicatesPercent: Self.duplicatesPercent, seed: seed)
        self.path = path
        self.entriesPerSegment = entriesPerSegment
        workload = Workload(
            seed: seed, interval: min(Workload.interval, Self.reach / Int64(max(1, sent))))
    }

    private let workload: Workload

    /// - Parameter note: is told how far the trial is.
    /// - Returns: everything that was wrong.
    package func run(_ note: (String) -> Void) async throws -> [String] {
        let start = try await begin()
        let expected = ReplayCount(of: workload, calls: replay.calls, from: start)
        let lines = WorkloadLines(workload, from: start)
        var problems: [String] = []
        let tally = ReplayTally(calls: replay.calls)
        let half = replay.numbers.count / 2

        note("sending \(replay.numbers.count) calls, \(replay.calls) of them different")
        try await withLedger { await send(0..<half, lines, to: $0, tally) }
        note("sending the second half after a restart")
        try await withLedger { ledger in
            await send(half..<replay.numbers.count, lines, to: ledger, tally)
            problems += tally.check(
                accepted: replay.calls, duplicates: replay.numbers.count - replay.calls)
            problems += expected.differences(in: ledger.view).map { "sent: \($0)" }
        }
        note("replaying after a restart")
        problems += try await sendAgain(lines, expected, tally).map { "restarted: \($0)" }
        note("replaying after a rebuild")
        try FileManager.default.removeItem(atPath: "\(path)/projections")
        problems += try await sendAgain(lines, expected, tally).map { "rebuilt: \($0)" }
        return problems
    }

    /// Makes the ledger, with the tenants and keys of W.
    /// - Returns: the time of the first call.
    private func begin() async throws -> Timestamp {
        var founding = Ledger.Founding()
        founding.entriesPerSegment = entriesPerSegment
        let ledger = try Ledger.create(at: path, founding: founding).ledger
        _ = try await Subjects.create(in: ledger)
        await ledger.close()
        return ledger.clock.now.advanced(
            by: -Self.hour - Int64(replay.calls) * workload.interval)
    }

    private func withLedger(_ body: (Ledger) async throws -> Void) async throws {
        let ledger = try Ledger.open(at: path)
        try await body(ledger)
        await ledger.close()
    }

    /// Sends what was recorded, with the same and with other content; nothing may come of it.
    private func sendAgain(
        _ lines: WorkloadLines, _ expected: ReplayCount, _ tally: ReplayTally
    ) async throws -> [String] {
        var problems: [String] = []
        try await withLedger { ledger in
            problems += expected.differences(in: ledger.view)
            let position = ledger.view.position
            let again = min(again, replay.numbers.count)
            await send(0..<again, lines, to: ledger, tally)
            problems += tally.check(accepted: 0, duplicates: again)
            let conflicts = min(conflicts, replay.numbers.count)
            await send(0..<conflicts, lines, to: ledger, tally) { $0.status = 599 }
            problems += tally.check(accepted: 0, duplicates: 0, conflicts: conflicts)
            if ledger.view.position != position {
                problems.append("\(ledger.view.position - position) entries were added")
            }
            problems += expected.differences(in: ledger.view)
        }
        return problems
    }

    /// Sends a part of the order from two senders, in batches.
    private func send(
        _ part: Range<Int>, _ lines: WorkloadLines, to ledger: Ledger, _ tally: ReplayTally,
        changing change: @escaping @Sendable (inout UsageLine) -> Void = { _ in }
    ) async {
        let step = Sending.senders * Sending.batchLines
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<Sending.senders {
                group.addTask {
                    let first = part.lowerBound + sender * Sending.batchLines
                    for start in stride(from: first, to: part.upperBound, by: step) {
                        let end = min(start + Sending.batchLines, part.upperBound)
                        await sendBatch(Array(replay.numbers[start..<end]), to: ledger, tally) {
                            var line = lines.line(Int($0))
                            change(&line)
                            return line
                        }
                    }
                }
            }
        }
    }

    /// Sends one batch, and again what the ledger was too busy to take.
    private func sendBatch(
        _ numbers: [Int32], to ledger: Ledger, _ tally: ReplayTally, _ line: (Int32) -> UsageLine
    ) async {
        var rest = numbers
        while !rest.isEmpty {
            do throws(Rejection) {
                let receipt = try await ledger.record(rest.map(line), caller: .folder(.cli))
                rest = tally.take(receipt.answers, to: rest)
            } catch {
                guard error == .busy else { return tally.complain("a batch was \(error)") }
            }
        }
    }
}

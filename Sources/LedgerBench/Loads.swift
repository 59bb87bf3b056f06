import Foundation
import LedgerCore
import LedgerService

/// Callers that each have one durable `consume` under way at a time.
struct ConsumeLoad {
    let ledger: Ledger
    let subjects: Subjects
    let callers: Int

    /// - Returns: answered calls per second.
    func measure(seconds: Int64) async throws -> Int64 {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        let calls = await withTaskGroup(of: Int64.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var workload = Workload(seed: UInt64(caller))
                    var calls: Int64 = 0
                    while clock.now < end {
                        var request = AuthorizeRequest(
                            presented: .token(subjects.tokens[workload.key()]),
                            operation: workload.operation())
                        request.id = workload.id()
                        let decision = try? await ledger.authorize(request, caller: .folder(.cli))
                        if decision?.isAllowed == true { calls += 1 }
                    }
                    return calls
                }
            }
            return await group.reduce(0, +)
        }
        return rate(calls, since: start, clock)
    }
}

/// Two senders of batches of 10,000 lines, each of which sends the next when the one before is
/// durable: while one waits for the disk the other's lines are decided.
struct AppendLoad {
    let ledger: Ledger
    let subjects: Subjects

    private static let senders = 2
    private static let batchLines = 10_000

    /// - Returns: durable entries per second, of a million lines made beforehand.
    func measure() async throws -> Int64 {
        let batches = (0..<Self.senders).map { sender in
            var workload = Workload(seed: 1_000 + UInt64(sender))
            return (0..<50).map { _ in (0..<Self.batchLines).map { _ in line(&workload) } }
        }
        let clock = ContinuousClock()
        let start = clock.now
        let entries = try await withThrowingTaskGroup(of: Int64.self) { group in
            for batches in batches {
                group.addTask { try await send(batches) }
            }
            return try await group.reduce(0, +)
        }
        return rate(entries, since: start, clock)
    }

    private func send(_ batches: [[UsageLine]]) async throws -> Int64 {
        var entries: Int64 = 0
        for lines in batches {
            let receipt = try await ledger.record(lines, caller: .folder(.cli))
            entries += Int64(
                receipt.answers.count {
                    if case .accepted = $0 { true } else { false }
                })
        }
        return entries
    }

    private func line(_ workload: inout Workload) -> UsageLine {
        var line = UsageLine()
        let key = workload.key()
        line.key = subjects.ids[key]
        line.id = workload.id()
        line.source = "gateway-1"
        line.operation = workload.operation()
        line.status = 200
        line.durationUs = 1_500
        line.requestBytes = 512
        line.responseBytes = 4_096
        line.ip = "192.0.2.\(key % 4)"
        return line
    }
}

/// One caller that asks `check` while nothing is appended.
struct CheckLoad {
    let ledger: Ledger
    let subjects: Subjects

    /// - Returns: answers per second.
    func measure(seconds: Int64) throws -> Int64 {
        let clock = ContinuousClock()
        var workload = Workload(seed: 2_000)
        let caller = Caller.folder(.cli)
        let start = clock.now
        let end = start + .seconds(seconds)
        var calls: Int64 = 0
        while clock.now < end {
            for _ in 0..<1_000 {
                var request = AuthorizeRequest(
                    presented: .token(subjects.tokens[workload.key()]),
                    operation: "GET /v1/resource")
                request.mode = .check
                if try ledger.check(request, caller: caller).isAllowed { calls += 1 }
            }
        }
        return rate(calls, since: start, clock)
    }
}

/// `count` per second of the time since `start`.
func rate(_ count: Int64, since start: ContinuousClock.Instant, _ clock: ContinuousClock) -> Int64 {
    let elapsed = (clock.now - start).components
    let microseconds = elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000
    return count * 1_000_000 / max(1, microseconds)
}

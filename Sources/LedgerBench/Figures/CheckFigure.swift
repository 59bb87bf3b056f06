import LedgerCore
import LedgerService
import LedgerTesting

/// `core.check`: the median of one `check` in nanoseconds, with a million keys loaded, while calls
/// of W are appended in batches of 1,000, each sent when the one before is durable.
///
/// Keys are asked about with W's cubic skew over all that are loaded; the questions are made
/// beforehand. Each check is timed by itself: the clock counts single nanoseconds, and what reading
/// it costs (`clock.read`, tens of nanoseconds) is part of the figure. So is whatever the appending
/// threads take of the machine.
///
/// Against finding the same digests in a dictionary of the standard library, timed in the same way.
enum CheckFigure {
    private static let questions = 65_536

    static func measure(in run: Run) async throws {
        try await run.withLedger("check", keys: run.keys) { ledger, subjects in
            let appending = Task { try await LiveCalls(ledger: ledger).send(.max) }
            let checks = try check(ledger, requests(subjects), seconds: run.seconds)
            appending.cancel()
            try await appending.value
            let lookups = lookUp(subjects, seconds: run.seconds)
            let reference = Figure.Reference(
                "dictionary.lookup", Amount(lookups.quantile(percent: 50)))
            run.report.show(
                Figure(
                    "core.check", Amount(checks.quantile(percent: 50)), unit: "ns",
                    against: reference))
            run.report.show(
                Figure("core.check.p99", Amount(checks.quantile(percent: 99)), unit: "ns"))
        }
    }

    /// The keys that are asked about: W's call of the same number, spread over all keys.
    private static func keys(_ subjects: Subjects) -> [Int] {
        let workload = Workload(seed: 2_000)
        let spread = subjects.digests.count / Workload.keys
        return (0..<questions).map { workload.call($0).key * spread + $0 % spread }
    }

    private static func requests(_ subjects: Subjects) -> [AuthorizeRequest] {
        keys(subjects).enumerated().map { number, key in
            subjects.request(key, operation: number % Workload.operations, mode: .check)
        }
    }

    private static func check(
        _ ledger: Ledger, _ requests: [AuthorizeRequest], seconds: Int64
    ) throws -> Histogram {
        let caller = Caller.folder(.cli)
        var histogram = Histogram()
        let watch = Stopwatch()
        while !watch.hasPassed(seconds: seconds) {
            for request in requests {
                let single = Stopwatch()
                let decision = try ledger.check(request, caller: caller)
                histogram.add(single.nanoseconds)
                guard decision.isAllowed else {
                    throw BenchError(description: "a check was denied: \(decision.code)")
                }
            }
        }
        return histogram
    }

    private static func lookUp(_ subjects: Subjects, seconds: Int64) -> Histogram {
        let numbers = Dictionary(
            zip(subjects.digests, subjects.digests.indices), uniquingKeysWith: { $1 })
        let wanted = keys(subjects).map { subjects.digests[$0] }
        var histogram = Histogram()
        let watch = Stopwatch()
        while !watch.hasPassed(seconds: seconds) {
            for digest in wanted {
                let single = Stopwatch()
                let number = numbers[digest]
                let nanoseconds = single.nanoseconds
                if number != nil { histogram.add(nanoseconds) }
            }
        }
        return histogram
    }
}

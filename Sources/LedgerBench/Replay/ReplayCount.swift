import LedgerCore
import LedgerService
import LedgerTesting

/// What the meters of W must say, counted from the calls alone: nothing of the ledger is used but
/// how a time is written.
struct ReplayCount {
    /// Calls by month, as `YYYY-MM`, and number of the key.
    private var calls: [String: [Int128]] = [:]

    /// - Parameter start: the time of the first call.
    init(of workload: Workload, calls count: Int, from start: Timestamp) {
        var months: [Int64: String] = [:]
        for number in 0..<count {
            let call = workload.call(number)
            let time = start.advanced(by: call.offset)
            let day = time.microseconds / Timestamp.microsecondsPerDay
            let month = months[day] ?? String(time.rfc3339.prefix(7))
            months[day] = month
            calls[month, default: [Int128](repeating: 0, count: Workload.keys)][call.key] += 1
        }
    }

    /// Where the meters of a view are others. All tenants of W are in UTC.
    func differences(in view: LedgerView) -> [String] {
        var found: [String: [String: Int128]] = [:]
        var problems: [String] = []
        for index in view.state.tenants.indices {
            let tenant = view.state.tenants[index]
            for period in tenant.periods {
                for reading in view.meters(of: tenant, in: period.month, grouping: .key) {
                    guard let key = reading.key, reading.meter == Meter.calls else {
                        problems.append("nobody sent \(reading)")
                        continue
                    }
                    found[period.month.description, default: [:]][key] = reading.quantity
                }
            }
        }
        let expected = calls.mapValues { counts in
            Dictionary(
                uniqueKeysWithValues: counts.enumerated().filter { $0.element > 0 }
                    .map { (Workload.keyID($0.offset), $0.element) })
        }
        for month in Set(found.keys).union(expected.keys).sorted() {
            let (own, read) = (expected[month] ?? [:], found[month] ?? [:])
            guard own != read else { continue }
            let wrong = Set(own.keys).union(read.keys).filter { own[$0] != read[$0] }
            let key = wrong.min() ?? ""
            problems.append(
                "in \(month) the calls of \(wrong.count) keys are wrong: those of \(key) are "
                    + "\(read[key] ?? 0), sent were \(own[key] ?? 0)")
        }
        return problems
    }
}

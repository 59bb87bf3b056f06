import LedgerCore
import Projections

/// One pass over calls that adds up what counts in a month of a tenant, by some dimensions. What
/// counts is what `LedgerState.apply` counts.
struct MeterScan {
    private struct Group: Hashable {
        let values: [String?]
        let meter: String
    }

    /// What stands for the operations beyond those that are told apart.
    private static let otherOperation = "(other)"

    private let period: PeriodBounds
    private let dimensions: [MeterDimension]
    private let state: LedgerState
    private var operations: Set<String> = []
    private var sums: [Group: Int128] = [:]

    init(
        period: PeriodBounds, _ dimensions: [MeterDimension],
        _ state: LedgerState
    ) {
        self.period = period
        self.dimensions = dimensions
        self.state = state
    }

    /// - Returns: whether to go on: not where there are too many rows.
    mutating func take(_ fact: UsageFact) -> Bool {
        let kind = fact.kind
        guard counts(kind.backfill) else { return true }
        let values = values(of: fact)
        if kind.form == .denials {
            add(values, Meter.deniedCalls, fact.calls)
        } else {
            for (meter, amount) in zip(kind.meters, fact.amounts) { add(values, meter, amount) }
        }
        return sums.count <= Limits.meterRows
    }

    /// The sums that are not zero; nil where there are too many.
    var rows: [MeterRow]? {
        guard sums.count <= Limits.meterRows else { return nil }
        return sums.filter { $0.value != 0 }
            .map { MeterRow(values: $0.key.values, meter: $0.key.meter, quantity: $0.value) }
            .sorted { $0.precedes($1) }
    }

    private func counts(_ backfill: String?) -> Bool {
        guard let backfill else { return true }
        guard let backfill = state.backfill(backfill) else { return false }
        return backfill.kind == .correction && backfill.status == .committed
    }

    private mutating func add(_ values: [String?], _ meter: String, _ quantity: Int128) {
        sums[Group(values: values, meter: meter), default: 0] += quantity
    }

    private mutating func values(of fact: UsageFact) -> [String?] {
        let key = fact.key.map { state.keys[$0] }
        let kind = fact.kind
        var values: [String?] = []
        values.reserveCapacity(dimensions.count)
        for dimension in dimensions {
            switch dimension {
            case .key: values.append(key?.id)
            case .principal: values.append(key?.owner ?? kind.principal)
            case .operation: values.append(kind.operation.map { operation($0) })
            case .scope:
                values.append(kind.scopes.isEmpty ? nil : kind.scopes.joined(separator: " "))
            case .day: values.append(day(of: fact.time))
            }
        }
        return values
    }

    private mutating func operation(_ name: String) -> String {
        if operations.contains(name) { return name }
        guard operations.count < Limits.operationsPerTenant else { return Self.otherOperation }
        operations.insert(name)
        return name
    }

    private func day(of time: Timestamp) -> String {
        let after = period.days.reversed().prefix { $0 > time }.count
        let number = max(1, period.month.dayCount - Int64(after))
        return CivilDate(year: period.month.year, month: period.month.month, day: number)?
            .description ?? period.month.description
    }
}

extension MeterRow {
    /// The order of rows: by value after value, with what has none last, then by meter.
    fileprivate func precedes(_ other: MeterRow) -> Bool {
        for (own, others) in zip(values, other.values) where own != others {
            guard let own else { return false }
            guard let others else { return true }
            return own < others
        }
        return meter < other.meter
    }
}

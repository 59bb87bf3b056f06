import LedgerCore

/// One pass over entries that adds up what counts in a month of a tenant, by some dimensions. What
/// counts is what `LedgerState.apply` counts.
struct MeterScan {
    private struct Group: Hashable {
        let values: [String?]
        let meter: String
    }

    /// What a call belongs to.
    private struct Call {
        let key: String?
        var principal: String?
        var operation: String?
        var scopes: [String] = []
        let time: Timestamp
    }

    /// What stands for the operations beyond those that are told apart.
    private static let otherOperation = "(other)"

    private let tenant: TenantState
    private let period: PeriodBounds
    private let dimensions: [MeterDimension]
    private let state: LedgerState
    private var operations: Set<String> = []
    private var sums: [Group: Int128] = [:]

    init(
        tenant: TenantState, period: PeriodBounds, _ dimensions: [MeterDimension],
        _ state: LedgerState
    ) {
        self.tenant = tenant
        self.period = period
        self.dimensions = dimensions
        self.state = state
    }

    /// - Returns: whether to go on: not where there are too many rows.
    mutating func take(_ entry: Entry) -> Bool {
        guard entry.tenant == tenant.id else { return true }
        let time = entry.time ?? entry.recordedAt
        guard period.contains(time) else { return true }
        var call = Call(key: entry.key, time: time)
        switch entry.body {
        case .usageRecorded(let usage):
            guard counts(usage.backfill) else { return true }
            call.principal = usage.principal
            call.operation = usage.operation
            call.scopes = usage.scopes
            if usage.outcome == .allowed {
                let values = values(of: call)
                for item in usage.quantities.items { add(values, item.meter, item.quantity) }
            } else {
                add(values(of: call), Meter.deniedCalls, usage.quantities[Meter.calls])
            }
        case .usageDenied(let usage):
            call.operation = usage.operation
            call.scopes = usage.scopes
            add(values(of: call), Meter.deniedCalls, 1)
        case .usageDeniedAggregate(let usage):
            let values = values(of: call)
            for item in usage.counts.items { add(values, Meter.deniedCalls, item.quantity) }
        default: break
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

    private mutating func add(_ values: [String?], _ meter: String, _ quantity: Int64) {
        sums[Group(values: values, meter: meter), default: 0] += Int128(quantity)
    }

    private mutating func values(of call: Call) -> [String?] {
        var values: [String?] = []
        values.reserveCapacity(dimensions.count)
        for dimension in dimensions {
            switch dimension {
            case .key: values.append(call.key)
            case .principal:
                values.append(call.key.flatMap { state.key($0)?.owner } ?? call.principal)
            case .operation: values.append(call.operation.map { operation($0) })
            case .scope:
                values.append(call.scopes.isEmpty ? nil : call.scopes.joined(separator: " "))
            case .day: values.append(day(of: call.time))
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

import LedgerCore
import Projections

/// What the rows of a report are told apart by.
private struct MeterGroup: Hashable {
    /// In the order of the dimensions.
    var values: [String?]
    var meter: String
}

extension LedgerView {
    /// The meters of a month of a tenant by any of the dimensions, from the indexes of segments and
    /// the entries that have none yet.
    ///
    /// With more operations than `Limits.operationsPerTenant` those with the fewest calls are
    /// `(other)`.
    /// - Returns: rows in order, none of them 0; nil where there are more than `Limits.meterRows`.
    func groupedMeters(
        of tenant: TenantState, in period: PeriodBounds, by dimensions: [MeterDimension]
    ) throws(LedgerError) -> [MeterRow]? {
        guard let number = state.tenantIndex(tenant.id) else { return [] }
        var sums: [MeterGroup: Int128] = [:]
        let days = dimensions.contains(.day) ? period.days : []
        try forEachUsage(of: .tenant(number), at: period.startsAt..<period.endsAt, cuts: days) {
            guard isMetered($0.kind) else { return }
            let values = values(of: $0, by: dimensions, period)
            if $0.kind.form == .denials {
                sums[MeterGroup(values: values, meter: Meter.deniedCalls), default: 0] += $0.calls
            } else {
                for (meter, amount) in zip($0.kind.meters, $0.amounts) {
                    sums[MeterGroup(values: values, meter: meter), default: 0] += amount
                }
            }
        }
        if let place = dimensions.firstIndex(of: .operation) {
            sums = Self.limited(sums, at: place)
        }
        guard sums.count <= Limits.meterRows else { return nil }
        return sums.filter { $0.value != 0 }
            .map { MeterRow(values: $0.key.values, meter: $0.key.meter, quantity: $0.value) }
            .sorted { $0.precedes($1) }
    }

    /// Whether records of a kind count for meters: not those of an import, nor of a backfill that
    /// is not committed.
    private func isMetered(_ kind: UsageKind) -> Bool {
        guard let backfill = kind.backfill.map({ state.backfill($0) }) else { return true }
        return backfill?.status == .committed && backfill?.kind == .correction
    }

    private func values(
        of fact: UsageFact, by dimensions: [MeterDimension], _ period: PeriodBounds
    ) -> [String?] {
        let key = fact.key.map { state.keys[$0] }
        return dimensions.map { dimension in
            switch dimension {
            case .key: key?.id
            case .principal: key?.owner ?? fact.kind.principal
            case .operation: fact.kind.operation
            case .scope:
                fact.kind.scopes.isEmpty ? nil : fact.kind.scopes.joined(separator: " ")
            case .day: period.date(of: fact.time)
            }
        }
    }

    /// What stands for the operations beyond those that are told apart.
    private static let otherOperations = "(other)"

    private static func limited(
        _ sums: [MeterGroup: Int128], at place: Int
    ) -> [MeterGroup: Int128] {
        var totals: [String: Int128] = [:]
        for (group, sum) in sums where [Meter.calls, Meter.deniedCalls].contains(group.meter) {
            if let operation = group.values[place] { totals[operation, default: 0] += sum }
        }
        guard totals.count > Limits.operationsPerTenant else { return sums }
        let ranked = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let kept = Set(ranked.prefix(Limits.operationsPerTenant).map(\.key))
        var limited: [MeterGroup: Int128] = [:]
        for (group, sum) in sums {
            var group = group
            if let operation = group.values[place], !kept.contains(operation) {
                group.values[place] = otherOperations
            }
            limited[group, default: 0] += sum
        }
        return limited
    }
}

extension PeriodBounds {
    /// The date in the tenant's zone of an instant in this month. Days are counted from the month's
    /// end, so that what a month has before its first midnight belongs to its first day.
    fileprivate func date(of time: Timestamp) -> String {
        let after = days.reversed().prefix { $0 > time }.count
        let number = max(1, month.dayCount - Int64(after))
        return CivilDate(year: month.year, month: month.month, day: number)?.description
            ?? month.description
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

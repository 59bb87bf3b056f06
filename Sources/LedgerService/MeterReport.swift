package import LedgerCore
import Projections

/// What a meter came to for what a grouping tells apart.
package struct MeterRow: Sendable, Equatable {
    package var group: MeterGroup
    package var meter: String
    package var quantity: Int128
}

/// What meters can be grouped by.
package enum MeterDimension: String, Sendable, CaseIterable {
    case key
    /// The owner of the key; of calls without a key, who called.
    case principal
    case operation
    /// All that a call needed, ordered as it was said, with spaces between.
    case scope
    /// The tenant's.
    case day
}

/// One value of each dimension that is asked for; nil also where a call has none.
package struct MeterGroup: Sendable, Hashable {
    package var key: String?
    package var principal: String?
    package var operation: String?
    package var scope: String?
    /// When the day begins.
    package var day: Timestamp?

    package init() {}
}

extension LedgerView {
    /// What operations beyond `Limits.operationsPerRollUp` are called.
    package static let otherOperations = "(other)"

    /// The meters of a tenant in a month, by any of the dimensions. The rows of a meter add up to
    /// the tenant's; nothing where the month was never opened.
    ///
    /// With more operations than `Limits.operationsPerRollUp` those with the fewest calls are
    /// `(other)`.
    /// - Returns: rows ordered by group, then meter; none is 0.
    package func meters(
        of tenant: TenantState, in month: Month, by dimensions: Set<MeterDimension>
    ) throws(LedgerError) -> [MeterRow] {
        guard let number = state.tenantIndex(tenant.id), let period = tenant.period(month) else {
            return []
        }
        var sums: [MeterGroup: [String: Int128]] = [:]
        let days = dimensions.contains(.day) ? period.days : []
        try forEachUsage(of: .tenant(number), at: period.startsAt..<period.endsAt, cuts: days) {
            guard isMetered($0.kind) else { return }
            let group = group(of: $0, by: dimensions, period)
            if $0.kind.form == .denials {
                sums[group, default: [:]][Meter.deniedCalls, default: 0] += $0.calls
            } else {
                for (meter, amount) in zip($0.kind.meters, $0.amounts) {
                    sums[group, default: [:]][meter, default: 0] += amount
                }
            }
        }
        if dimensions.contains(.operation) { sums = Self.limited(sums) }
        return sums.flatMap { group, meters in
            meters.filter { $0.value != 0 }.map {
                MeterRow(group: group, meter: $0.key, quantity: $0.value)
            }
        }.sorted { ($0.group, $0.meter) < ($1.group, $1.meter) }
    }

    /// Whether records of a kind count for meters: not those of an import, nor of a backfill that
    /// is not committed.
    private func isMetered(_ kind: UsageKind) -> Bool {
        guard let backfill = kind.backfill.map({ state.backfill($0) }) else { return true }
        return backfill?.status == .committed && backfill?.kind == .correction
    }

    private func group(
        of fact: UsageFact, by dimensions: Set<MeterDimension>, _ period: PeriodBounds
    ) -> MeterGroup {
        var group = MeterGroup()
        let key = fact.key.map { state.keys[$0] }
        if dimensions.contains(.key) { group.key = key?.id }
        if dimensions.contains(.principal) { group.principal = key?.owner ?? fact.kind.principal }
        if dimensions.contains(.operation) { group.operation = fact.kind.operation }
        if dimensions.contains(.scope), !fact.kind.scopes.isEmpty {
            group.scope = fact.kind.scopes.joined(separator: " ")
        }
        if dimensions.contains(.day) { group.day = period.day(of: fact.time) }
        return group
    }

    private static func limited(
        _ sums: [MeterGroup: [String: Int128]]
    ) -> [MeterGroup: [String: Int128]] {
        var totals: [String: Int128] = [:]
        for (group, meters) in sums {
            guard let operation = group.operation else { continue }
            let calls = (meters[Meter.calls] ?? 0) + (meters[Meter.deniedCalls] ?? 0)
            totals[operation, default: 0] += calls
        }
        guard totals.count > Limits.operationsPerRollUp else { return sums }
        let ranked = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let kept = Set(ranked.prefix(Limits.operationsPerRollUp).map(\.key))
        var limited: [MeterGroup: [String: Int128]] = [:]
        for (group, meters) in sums {
            var group = group
            if let operation = group.operation, !kept.contains(operation) {
                group.operation = otherOperations
            }
            limited[group, default: [:]].merge(meters, uniquingKeysWith: +)
        }
        return limited
    }
}

extension MeterGroup: Comparable {
    package static func < (a: MeterGroup, b: MeterGroup) -> Bool {
        for (one, other) in [
            (a.key, b.key), (a.principal, b.principal), (a.operation, b.operation),
            (a.scope, b.scope),
        ] where one != other { return (one ?? "") < (other ?? "") }
        return (a.day?.microseconds ?? .min) < (b.day?.microseconds ?? .min)
    }
}

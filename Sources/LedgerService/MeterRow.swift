package import LedgerCore

/// By what the meters of a tenant are told apart.
package enum MeterDimension: String, Sendable, CaseIterable {
    case key
    /// The owner of the key, or who called without one.
    case principal
    case operation
    /// The scopes that a call needed, with a space between them.
    case scope
    /// The day in the tenant's zone. What a month has before its first midnight, after a change of
    /// zone, belongs to its first day.
    case day
}

/// What a meter came to, for one value of each dimension that was asked for.
package struct MeterRow: Sendable, Equatable {
    /// In the order of the dimensions; nil where a call had no such thing.
    package var values: [String?]
    package var meter: String
    package var quantity: Int128
}

extension LedgerView {
    /// The meters of a tenant in a month, one row for each meter and combination of values. The rows
    /// of a meter add up to the tenant's. Nothing where the month was never opened.
    ///
    /// Without a dimension, and by key, this reads counters; by all else it adds up what the indexes
    /// of sealed segments say of the tenant's calls, and the entries after those.
    /// - Returns: ordered by values and meter; nil where there are more rows than
    ///   `Limits.meterRows`.
    /// - Throws: what `LogStore` says of a damaged or unreadable log.
    package func meters(
        of tenant: TenantState, in month: Month, by dimensions: [MeterDimension]
    ) throws(LedgerError) -> [MeterRow]? {
        switch dimensions {
        case []:
            return meters(of: tenant, in: month, grouping: .none).map {
                MeterRow(values: [], meter: $0.meter, quantity: $0.quantity)
            }
        case [.key]:
            let readings = meters(of: tenant, in: month, grouping: .key)
            guard readings.count <= Limits.meterRows else { return nil }
            return readings.map {
                MeterRow(values: [$0.key], meter: $0.meter, quantity: $0.quantity)
            }
        default:
            guard let period = tenant.period(month) else { return [] }
            guard let number = state.tenantIndex(tenant.id) else { return [] }
            var scan = MeterScan(period: period, dimensions, state)
            try forEachUsage(
                of: .tenant(number), at: period.startsAt..<period.endsAt,
                cuts: dimensions.contains(.day) ? period.days : []
            ) { scan.take($0) }
            return scan.rows
        }
    }
}

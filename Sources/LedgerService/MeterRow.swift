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
    /// Without a dimension, and by key, this reads counters. All else is computed from the entries
    /// recorded since the month can have begun: whoever has roll-ups puts them here.
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
            var scan = MeterScan(tenant: tenant, period: period, dimensions, state)
            let earliest = period.startsAt.advanced(
                by: -Limits.earlySeconds * Timestamp.microsecondsPerSecond)
            // There is no end to stop at: a correction may be recorded at any time.
            try forEachEntry(from: try firstSequence(recordedFrom: earliest)) { scan.take($0) }
            return scan.rows
        }
    }

    /// The first entry that was recorded at `time` or later; the position where there is none.
    /// Times of recording never run back, so halving finds it.
    private func firstSequence(recordedFrom time: Timestamp) throws(LedgerError) -> UInt64 {
        var range = 0..<position
        while !range.isEmpty {
            let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
            guard let entry = try entry(at: middle) else { return middle }
            range =
                entry.recordedAt < time
                ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

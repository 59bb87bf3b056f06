package import LedgerCore

/// What a meter came to.
package struct MeterReading: Sendable, Equatable {
    package var month: Month
    /// Nil where it is the tenant's as a whole, or what came without a key.
    package var key: String?
    package var meter: String
    package var quantity: Int128
}

/// How the meters of a tenant are asked for.
package enum MeterGrouping: Sendable {
    /// One reading per meter.
    case none
    /// One per key and meter; what came without a key stands last. The readings of a meter add up
    /// to the tenant's.
    case key
}

extension LedgerView {
    /// The meters of a tenant in a month. Nothing where the month was never opened.
    package func meters(
        of tenant: TenantState, in month: Month, grouping: MeterGrouping
    ) -> [MeterReading] {
        guard let index = state.tenantIndex(tenant.id), tenant.period(month) != nil else {
            return []
        }
        let names = meterNames(of: tenant)
        var rest = names.map {
            state.counter(.tenant(index), meter: $0, period: .month(month)).used
        }
        var readings: [MeterReading] = []
        if case .key = grouping {
            for place in tenant.keys.indices {
                let key = tenant.keys[place]
                for (number, meter) in names.enumerated() {
                    let used = state.counter(.key(key), meter: meter, period: .month(month)).used
                    guard used != 0 else { continue }
                    rest[number] -= used
                    readings.append(
                        MeterReading(
                            month: month, key: state.keys[key].id, meter: meter, quantity: used))
                }
            }
        }
        for (meter, quantity) in zip(names, rest) where quantity != 0 {
            readings.append(
                MeterReading(month: month, key: nil, meter: meter, quantity: quantity))
        }
        return readings
    }

    /// The meters of a key, month by month.
    package func meters(of record: KeyRecord) -> [MeterReading] {
        let tenant = state.tenants[record.key.tenant]
        let names = meterNames(of: tenant)
        return tenant.periods.flatMap { period in
            names.compactMap { meter in
                let used = state.counter(
                    .key(record.index), meter: meter, period: .month(period.month)
                ).used
                guard used != 0 else { return nil }
                return MeterReading(
                    month: period.month, key: record.key.id, meter: meter, quantity: used)
            }
        }
    }

    /// How the caps of a key and of its tenant stand.
    /// - Returns: nothing where the machine does not know the tenant's time zone.
    package func standings(of record: KeyRecord, at now: Timestamp) -> [CapStanding] {
        let tenant = state.tenants[record.key.tenant]
        let open = tenant.period(containing: now)
        guard let period = open ?? newPeriod(of: tenant, containing: now, calendar) else {
            return []
        }
        return state.capStandings(
            key: record.index, tenant: record.key.tenant, period: period, at: now)
    }

    private func meterNames(of tenant: TenantState) -> [String] {
        tenant.meters.map { state.meters.name($0) }.sorted()
    }
}

extension LedgerState {
    /// How the caps of a key and of its tenant stand at `time`, which lies in `period`: the key's
    /// own first.
    package func capStandings(
        key: Int, tenant: Int, period: PeriodBounds, at time: Timestamp
    ) -> [CapStanding] {
        var standings: [CapStanding] = []
        standings.reserveCapacity(keys[key].caps.count + tenants[tenant].caps.count)
        func add(
            _ caps: [Cap], _ subject: Subject, _ holder: CapStanding.Holder, entry: UInt64
        ) {
            for cap in caps {
                let counted = CountedPeriod(cap.period, of: period, at: time)
                let counter = counter(subject, meter: cap.meter, period: counted)
                standings.append(
                    CapStanding(
                        holder: holder, cap: cap, used: counter.used, held: counter.held,
                        resetsAt: counted.end(in: period), entry: entry))
            }
        }
        add(keys[key].caps, .key(key), .key, entry: keys[key].capsEntry)
        add(
            tenants[tenant].caps, .tenant(tenant), .tenant, entry: tenants[tenant].capsEntry)
        return standings
    }
}

extension CountedPeriod {
    /// The period of a cap that `time`, which lies in the month `bounds`, belongs to.
    init(_ period: CapPeriod, of bounds: PeriodBounds, at time: Timestamp) {
        switch period {
        case .month: self = .month(bounds.month)
        case .day: self = .day(bounds.day(of: time))
        }
    }

    /// The first instant after it.
    fileprivate func end(in bounds: PeriodBounds) -> Timestamp {
        switch self {
        case .month: bounds.endsAt
        case .day(let start): bounds.end(ofDay: start)
        }
    }
}

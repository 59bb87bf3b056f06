/// How the caps of a key and of its tenant stand at `time`, which lies in `period`: the key's own
/// first.
package func capStandings(
    key: Int?, tenant: Int, _ state: LedgerState, period: PeriodBounds, at time: Timestamp
) -> [CapStanding] {
    var standings: [CapStanding] = []
    let keyCaps = key.map { state.keys[$0].caps.count } ?? 0
    standings.reserveCapacity(keyCaps + state.tenants[tenant].caps.count)
    func add(_ caps: [Cap], _ subject: Subject, _ holder: CapStanding.Holder, entry: UInt64) {
        for cap in caps {
            let day = period.day(of: time)
            let counted: CountedPeriod = cap.period == .month ? .month(period.month) : .day(day)
            let counter = state.counter(subject, meter: cap.meter, period: counted)
            standings.append(
                CapStanding(
                    holder: holder, cap: cap, used: counter.used, held: counter.held,
                    resetsAt: cap.period == .month ? period.endsAt : period.end(ofDay: day),
                    entry: entry))
        }
    }
    if let key {
        add(state.keys[key].caps, .key(key), .key, entry: state.keys[key].capsEntry)
    }
    add(
        state.tenants[tenant].caps, .tenant(tenant), .tenant, entry: state.tenants[tenant].capsEntry
    )
    return standings
}

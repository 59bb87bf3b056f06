internal import HashTreeCollections

extension LedgerState {
    mutating func apply(_ usage: UsageRecorded, _ entry: Entry) {
        guard let tenant = tenantIndex(entry.tenant) else { return }
        let time = entry.time ?? entry.recordedAt
        let key = entry.key.flatMap { keyIndex($0) }
        let calls = usage.outcome == .allowed ? usage.quantities[Meter.calls] : 0

        if let backfill = usage.backfill {
            backfills[backfill]?.records += 1
            if let key {
                backfills[backfill]?.keyUse[key, default: KeyUse()].add(time, calls: calls)
            }
            guard backfills[backfill]?.kind == .correction else { return }
        } else if let key {
            keyUses[key].add(time, calls: calls)
        }
        let place = CountingPlace(tenant: tenant, key: key, time: time, backfill: usage.backfill)
        if usage.outcome == .allowed {
            for item in usage.quantities.items {
                count(item.meter, Int128(item.quantity), at: place)
            }
        } else {
            count(Meter.deniedCalls, Int128(usage.quantities[Meter.calls]), at: place)
        }
    }

    /// A denied call shows in `last_seen` and `denied_calls` and nowhere else.
    mutating func applyDenied(_ entry: Entry, calls: Int128) {
        guard let tenant = tenantIndex(entry.tenant) else { return }
        let time = entry.time ?? entry.recordedAt
        let key = entry.key.flatMap { keyIndex($0) }
        if let key { keyUses[key].add(time, calls: 0) }
        count(
            Meter.deniedCalls, calls,
            at: CountingPlace(tenant: tenant, key: key, time: time, backfill: nil))
    }

    /// Adds to each counter that a quantity belongs to: of key and tenant, of month and day.
    private mutating func count(_ meter: String, _ quantity: Int128, at place: CountingPlace) {
        guard let period = tenants[place.tenant].period(containing: place.time) else { return }
        let number = meters.intern(meter)
        if !tenants[place.tenant].meters.contains(number) {
            tenants[place.tenant].meters.append(number)
        }
        let month = CountedPeriod.month(period.month)
        let day = CountedPeriod.day(period.day(of: place.time))
        let tenant = Subject.tenant(place.tenant)
        add(quantity, CounterKey(subject: tenant, meter: number, period: month), place.backfill)
        add(quantity, CounterKey(subject: tenant, meter: number, period: day), place.backfill)
        guard let key = place.key.map(Subject.key) else { return }
        add(quantity, CounterKey(subject: key, meter: number, period: month), place.backfill)
        add(quantity, CounterKey(subject: key, meter: number, period: day), place.backfill)
    }

    private mutating func add(_ quantity: Int128, _ counter: CounterKey, _ backfill: String?) {
        if let backfill {
            backfills[backfill]?.quantities[counter, default: 0] += quantity
        } else {
            counters.add(quantity, to: counter)
        }
    }
}

/// Where a usage record counts.
private struct CountingPlace {
    var tenant: Int
    var key: Int?
    var time: Timestamp
    /// The backfill that keeps the quantities until it is committed.
    var backfill: String?
}

extension LedgerState {
    mutating func apply(_ payload: BackfillOpened, _ entry: Entry) {
        guard let tenant = tenantIndex(entry.tenant) else { return }
        backfills[payload.backfill] = BackfillState(tenant: tenant, kind: payload.kind)
        if payload.kind == .imported { tenants[tenant].openImport = payload.backfill }
    }

    mutating func commitBackfill(_ id: String) {
        guard let backfill = backfills[id], backfill.status == .open else { return }
        for (key, use) in backfill.keyUse { keyUses[key].add(use) }
        for (counter, quantity) in backfill.quantities { counters.add(quantity, to: counter) }
        close(backfill, id, as: .committed)
    }

    mutating func revertBackfill(_ id: String) {
        guard let backfill = backfills[id], backfill.status == .open else { return }
        close(backfill, id, as: .reverted)
    }

    private mutating func close(
        _ backfill: BackfillState, _ id: String, as status: BackfillState.Status
    ) {
        var closed = backfill
        closed.status = status
        closed.keyUse = [:]
        closed.quantities = [:]
        backfills[id] = closed
        if tenants[closed.tenant].openImport == id { tenants[closed.tenant].openImport = nil }
    }
}

extension LedgerState {
    mutating func apply(_ usage: UsageRecorded, _ entry: Entry) {
        guard let tenant = tenantIndex(entry.tenant) else { return }
        let time = entry.time ?? entry.recordedAt
        let key = entry.key.flatMap { keyIndex($0) }
        var place = CountingPlace(tenant: tenant, key: key, time: time, backfill: nil)
        guard let id = usage.backfill else {
            apply(usage, at: place)
            return
        }
        guard let open = backfillIndex(id), backfills[open].status == .open else { return }
        backfills[open].records += 1
        if let key { backfills[open].pending.add(time, calls: usage.allowedCalls, key: key) }
        guard backfills[open].kind == .correction else { return }
        place.backfill = open
        count(usage, at: place)
    }

    /// Takes the next entry in, as `apply` of the whole entry does.
    package mutating func apply(_ record: UsageRecord) {
        position = record.sequence &+ 1
        recordedAt = record.recordedAt
        let place = CountingPlace(
            tenant: record.place.tenant, key: record.place.key, time: record.time, backfill: nil)
        apply(record.prepared.usage, at: place)
        if let hash = record.prepared.place?.hash {
            dedup.insert(hash, sequence: record.sequence)
        }
    }

    private mutating func apply(_ usage: UsageRecorded, at place: CountingPlace) {
        if let key = place.key { keyUses[key].add(place.time, calls: usage.allowedCalls) }
        count(usage, at: place)
    }

    private mutating func count(_ usage: UsageRecorded, at place: CountingPlace) {
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

    private mutating func add(_ quantity: Int128, _ counter: CounterKey, _ backfill: Int?) {
        if let backfill {
            backfills[backfill].pending.counters.add(quantity, to: counter)
        } else {
            counters.add(quantity, to: counter)
        }
    }
}

extension UsageRecorded {
    fileprivate var allowedCalls: Int64 { outcome == .allowed ? quantities[Meter.calls] : 0 }
}

/// Where a usage record counts.
private struct CountingPlace {
    var tenant: Int
    var key: Int?
    var time: Timestamp
    /// The backfill that keeps the quantities until it is committed.
    var backfill: Int?
}

extension LedgerState {
    mutating func apply(_ payload: BackfillOpened, _ entry: Entry) {
        guard let tenant = tenantIndex(entry.tenant), backfillIndex(payload.backfill) == nil
        else { return }
        add(BackfillState(id: payload.backfill, tenant: tenant, kind: payload.kind))
        if payload.kind == .imported { tenants[tenant].openImport = payload.backfill }
    }

    mutating func commitBackfill(_ id: String) {
        guard let pending = closeBackfill(id, as: .committed) else { return }
        for index in pending.uses.indices {
            let pending = pending.uses[index]
            keyUses[pending.key].add(pending.use)
        }
        let counted = pending.counters
        for index in counted.keys.indices {
            counters.add(counted.values[index].used, to: counted.keys[index])
        }
    }

    mutating func revertBackfill(_ id: String) {
        _ = closeBackfill(id, as: .reverted)
    }

    /// - Returns: what it came to; nil where it is not open.
    private mutating func closeBackfill(
        _ id: String, as status: BackfillState.Status
    ) -> PendingUsage? {
        guard let index = backfillIndex(id), backfills[index].status == .open else { return nil }
        let pending = backfills[index].pending
        backfills[index].status = status
        backfills[index].pending = PendingUsage()
        let tenant = backfills[index].tenant
        if tenants[tenant].openImport == id { tenants[tenant].openImport = nil }
        return pending
    }
}

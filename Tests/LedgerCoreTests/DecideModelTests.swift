import LedgerCore
import LedgerTesting
import Testing

/// Random requests to a ledger and to an oracle that is told of each: their answers and sums must
/// be the same.
@Suite struct DecideModelTests {
    @Test("The ledger answers and counts as a plain list of everything would", arguments: Seed.all)
    func model(seed: UInt64) throws {
        var run = try ModelRun(seed: seed)
        for _ in 0..<600 { try run.step() }
        try run.expectSameSums()
        #expect(run.allowed > 20 && run.refused > 20 && run.replayed > 0, "\(run)")

        let dump = StateDump.text(of: run.ledger.state, entries: run.ledger.entries)
        let again = MemoryLedger.state(of: run.ledger.entries)
        #expect(StateDump.text(of: again, entries: run.ledger.entries) == dump)
    }
}

private struct ModelRun {
    static let meters = ["calls", "tokens", "images"]
    static let tenants: [(id: String, offsetMinutes: Int64)] = [("acme", 0), ("globex", 330)]

    var ledger = MemoryLedger()
    var oracle = DecideOracle()
    var generator: SplitMix64
    var allowed = 0
    var refused = 0
    var replayed = 0
    private var backfills = 0
    /// What was admitted with an id, to be sent again.
    private var admitted: [(String, [String: Int64], AuthorizeRequest)] = []

    init(seed: UInt64) throws {
        generator = SplitMix64(seed: seed)
        // Ends of months and days come early.
        ledger.now = Timestamp("2026-11-29T20:00:00Z")
        try ledger.found()
        for tenant in Self.tenants {
            try ledger.addTenant(tenant.id, timeZone: "Offset/\(tenant.offsetMinutes)")
            oracle.tenants[tenant.id] = DecideOracle.Tenant(offsetMinutes: tenant.offsetMinutes)
        }
        for number in 0..<6 { try addKey("key_\(number)") }
    }

    private mutating func addKey(_ id: String) throws {
        let tenant = generator.element(of: Self.tenants).id
        let scopes = generator.chance(oneIn: 8) ? [] : ["crm:read"]
        let expiresAt = generator.chance(oneIn: 4) ? ledger.now.advanced(days: 4) : nil
        let caps = randomCaps()
        try ledger.addKey(id, of: tenant, scopes: scopes, caps: caps, expiresAt: expiresAt)
        oracle.keys[id] = DecideOracle.Key(
            tenant: tenant, caps: caps, scopes: scopes, expiresAt: expiresAt)
    }

    mutating func step() throws {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<55: try authorize()
        case 55..<75: report()
        case 75..<82:
            ledger.now = ledger.now.advanced(by: .random(in: 0...20_000_000_000, using: &generator))
        case 82..<88:
            ledger.now = ledger.now.advanced(by: .random(in: 0...200_000_000, using: &generator))
        case 88..<92: try changeCaps()
        case 92..<97: try changeStatus()
        default: try runImport()
        }
    }

    private mutating func key() -> String {
        generator.element(of: oracle.keys.keys.sorted() + ["key_none"])
    }

    private mutating func randomCaps() -> [Cap] {
        var caps: [Cap] = []
        for meter in Self.meters {
            for period in CapPeriod.allCases where generator.chance(oneIn: 4) {
                caps.append(
                    Cap(meter: meter, period: period, limit: .random(in: 0...40, using: &generator))
                )
            }
        }
        return caps
    }

    private mutating func quantities() -> [String: Int64] {
        var quantities = ["calls": Int64(1)]
        if generator.chance(oneIn: 6) {
            quantities["calls"] = .random(in: 0...3, using: &generator)
        }
        for meter in ["tokens", "images"] where generator.chance(oneIn: 3) {
            quantities[meter] = .random(in: 0...9, using: &generator)
        }
        return quantities
    }

    private mutating func id() -> String? {
        generator.chance(oneIn: 2) ? "id-\(Int.random(in: 0..<40, using: &generator))" : nil
    }

    private mutating func operation() -> String { generator.chance(oneIn: 6) ? "PUT /x" : "GET /x" }

    private mutating func authorize() throws {
        var key = key()
        var quantities = quantities()
        var request = AuthorizeRequest.call(key, id: id(), quantities: .of(quantities))
        request.operation = operation()
        request.scopes = ["crm:read"]
        if generator.chance(oneIn: 6), let retry = admitted.last {
            (key, quantities, request) = retry
        }
        let expected = oracle.answer(
            key: key, operation: request.operation, scope: "crm:read", quantities: quantities,
            id: request.id, source: ledger.caller.source, at: ledger.now)
        let decision = try ledger.authorize(request)
        switch expected {
        case .replay(let sequence):
            #expect(decision.isReplay && decision.code == .ok && decision.entry == sequence)
            replayed += 1
        case .code(let code):
            #expect(decision.code == code, "\(request)")
            #expect(!decision.isReplay)
            let tenant = oracle.keys[key]?.tenant
            guard code == .ok, let tenant, let entry = decision.entry else {
                note(
                    DecideOracle.Call(
                        tenant: tenant ?? reservedTenant, key: tenant == nil ? nil : key,
                        time: ledger.now, quantities: ["calls": 1], isDenied: true))
                return
            }
            #expect(decision.caps.allSatisfy { $0.used + $0.held <= Int128($0.cap.limit) })
            note(
                DecideOracle.Call(
                    tenant: tenant, key: key, time: ledger.now, quantities: quantities))
            guard let id = request.id else { return }
            admitted.append((key, quantities, request))
            oracle.bindings[
                DecideOracle.ID(tenant: tenant, source: ledger.caller.source, id: id)] =
                DecideOracle.Binding(
                    sequence: entry, key: key, operation: request.operation,
                    quantities: quantities, admittedAt: ledger.now)
        }
    }

    private mutating func note(_ call: DecideOracle.Call) {
        oracle.calls.append(call)
        if call.isDenied { refused += 1 } else { allowed += 1 }
    }

    private mutating func report(backfill: String? = nil, of tenant: String? = nil) {
        let key = key()
        let quantities = quantities()
        let days = backfill == nil ? 36 : 900
        let back = Int64.random(
            in: -400_000_000...Int64(days) * 86_400_000_000, using: &generator)
        let time = generator.chance(oneIn: 3) ? nil : ledger.now.advanced(by: -back)
        var line = UsageLine.call(key, id: id(), time: time, quantities: .of(quantities))
        line.operation = operation()
        line.outcome = generator.chance(oneIn: 6) ? .denied : .allowed
        line.backfill = backfill
        let answer = ledger.record(line)

        guard let state = oracle.keys[key] else {
            #expect(answer == .rejected(.keyNotFound))
            return
        }
        if backfill == nil, let time, time < ledger.now.advanced(days: -35) {
            #expect(answer == .rejected(.timeTooOld(days: 35)))
            return
        }
        if backfill == nil, let time, time > ledger.now.advanced(seconds: 300) {
            #expect(answer == .rejected(.timeTooEarly))
            return
        }
        let name = line.id.map {
            DecideOracle.ID(tenant: state.tenant, source: ledger.caller.source, id: $0)
        }
        if let name, let bound = oracle.bindings[name] {
            // Status, code and sizes are never sent here, and scopes only with admissions.
            let isSame =
                bound.admittedAt == nil && bound.key == key && bound.operation == line.operation
                && bound.quantities == quantities && line.outcome == outcome(of: bound)
                && (time == nil || bound.time == nil || time == bound.time)
            #expect(answer == (isSame ? .duplicate(bound.sequence) : .conflict(bound.sequence)))
            return
        }
        if backfill != nil, state.tenant != tenant {
            #expect(answer == .rejected(.backfillNotFound))
            return
        }
        guard case .accepted(let sequence) = answer else {
            Issue.record("\(line) was answered with \(answer)")
            return
        }
        let call = DecideOracle.Call(
            tenant: state.tenant, key: key, time: time ?? ledger.now, quantities: quantities,
            isDenied: line.outcome == .denied)
        if let backfill {
            oracle.imported[backfill, default: []].append(call)
        } else {
            note(call)
        }
        guard let name else { return }
        oracle.bindings[name] = DecideOracle.Binding(
            sequence: sequence, key: key, operation: line.operation, quantities: quantities,
            time: time, backfill: backfill)
    }

    private func outcome(of bound: DecideOracle.Binding) -> Outcome {
        guard case .usageRecorded(let usage)? = ledger.log.entry(at: bound.sequence)?.body else {
            return .allowed
        }
        return usage.outcome
    }

    private mutating func changeCaps() throws {
        let caps = randomCaps()
        if generator.chance(oneIn: 2) {
            let tenant = generator.element(of: Self.tenants).id
            var changes = TenantChanges()
            changes.caps = caps
            try ledger.execute(.updateTenant(tenant, changes))
            oracle.tenants[tenant]?.caps = caps
        } else {
            let key = generator.element(of: oracle.keys.keys.sorted())
            guard let status = oracle.keys[key]?.status, !status.isFinal else { return }
            var changes = KeyChanges()
            changes.caps = caps
            try ledger.execute(.updateKey(key, changes))
            oracle.keys[key]?.caps = caps
        }
    }

    private mutating func changeStatus() throws {
        let key = generator.element(of: oracle.keys.keys.sorted())
        let old = oracle.keys[key]?.status ?? .active
        let (action, new): (Action, KeyStatus) = generator.element(of: [
            (.disableKey(key), .disabled), (.enableKey(key), .active),
            (.disableKey(key), .disabled),
            (.enableKey(key), .active), (.revokeKey(key), .revoked), (.deleteKey(key), .deleted),
        ])
        let ending = new.isFinal
        do throws(Rejection) {
            try ledger.execute(action)
            #expect(ending || !old.isFinal)
            oracle.keys[key]?.status = old == .deleted ? .deleted : new
        } catch {
            #expect(error == .keyFinal(old) && !ending)
        }
        if oracle.keys.values.filter({ $0.status == .active }).count < 4 {
            try addKey("key_\(oracle.keys.count)")
        }
    }

    /// A whole import: opened, filled, and committed or taken back.
    private mutating func runImport() throws {
        let tenant = generator.element(of: Self.tenants).id
        backfills += 1
        let backfill = "import-\(backfills)"
        try ledger.execute(.openImport(tenant: tenant, backfill: backfill))
        for _ in 0..<6 { report(backfill: backfill, of: tenant) }
        if generator.chance(oneIn: 3) {
            var payload = BackfillReverted()
            payload.backfill = backfill
            ledger.append(.backfillReverted(payload), tenant: tenant)
            oracle.bindings = oracle.bindings.filter { $0.value.backfill != backfill }
        } else {
            try ledger.execute(.commitBackfill(backfill))
            oracle.committed.insert(backfill)
        }
    }

    func expectSameSums() throws {
        for (name, _) in Self.tenants {
            let tenant = try #require(ledger.state.tenant(name))
            let index = try #require(ledger.state.tenantIndex(name))
            try expectSameSums(.tenant(index), of: tenant)
            for place in tenant.keys.indices {
                let key = tenant.keys[place]
                let id = ledger.state.keys[key].id
                try expectSameSums(.key(key), of: tenant, key: id)
                expectSameUse(ledger.state.keyUses[key], of: id)
            }
        }
        let ledgerTenant = try #require(ledger.state.tenant(reservedTenant))
        try expectSameSums(.tenant(0), of: ledgerTenant)
    }

    private func expectSameSums(
        _ subject: Subject, of tenant: TenantState, key: String? = nil
    ) throws {
        for meter in Self.meters + [Meter.deniedCalls] {
            var total: Int128 = 0
            for period in tenant.periods {
                let month = ledger.state.counter(
                    subject, meter: meter, period: .month(period.month))
                let expected = oracle.used(
                    meter, .month, at: period.startsAt, tenant: tenant.id, key: key)
                #expect(
                    month.used == expected, "\(tenant.id) \(key ?? "-") \(meter) \(period.month)")
                total += month.used
                var days: Int128 = 0
                for day in period.days {
                    let used = ledger.state.counter(subject, meter: meter, period: .day(day)).used
                    let expected = oracle.used(meter, .day, at: day, tenant: tenant.id, key: key)
                    #expect(used == expected, "\(tenant.id) \(key ?? "-") \(meter) \(day.rfc3339)")
                    days += used
                }
                #expect(days == month.used)
            }
            let all = oracle.calls.filter {
                $0.tenant == tenant.id && (key == nil || $0.key == key)
            }
            let expected = all.reduce(Int128(0)) { sum, call in
                let name = call.isDenied ? Meter.calls : meter
                guard call.isDenied == (meter == Meter.deniedCalls) else { return sum }
                return sum + Int128(call.quantities[name] ?? 0)
            }
            #expect(total == expected, "nothing counts outside the opened months")
        }
    }

    private func expectSameUse(_ use: KeyUse, of key: String) {
        let imported = oracle.committed.flatMap { oracle.imported[$0] ?? [] }
        let calls = (oracle.calls + imported).filter { $0.key == key }
        let allowed = calls.filter { !$0.isDenied && ($0.quantities["calls"] ?? 0) > 0 }
        #expect(use.lastSeen == calls.map(\.time).max())
        #expect(use.lastUsed == allowed.map(\.time).max())
        #expect(
            use.usageCount == allowed.reduce(Int128(0)) { $0 + Int128($1.quantities["calls"] ?? 0) }
        )
    }
}

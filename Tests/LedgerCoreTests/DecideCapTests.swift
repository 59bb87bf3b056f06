import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideCapTests {
    private func ledger(tenant: [Cap] = [], key: [Cap] = []) throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme", caps: tenant)
        try ledger.addKey("key_1", of: "acme", caps: key)
        try ledger.addKey("key_2", of: "acme")
        return ledger
    }

    private func setCaps(_ caps: [Cap], of key: String, in ledger: inout MemoryLedger) throws {
        var changes = KeyChanges()
        changes.caps = caps
        try ledger.execute(.updateKey(key, changes))
    }

    private func used(
        _ ledger: MemoryLedger, _ meter: String, key: String = "key_1", month: Month? = nil
    ) throws -> Int128 {
        let index = try #require(ledger.state.keyIndex(key))
        let month = month ?? Month(year: 2026, month: 11)
        return ledger.state.counter(.key(index), meter: meter, period: .month(month)).used
    }

    private static let month = Cap(meter: "calls", period: .month, limit: 3)
    private static let day = Cap(meter: "calls", period: .day, limit: 3)

    @Test(
        "A cap admits exactly its limit, whoever holds it and however long its period is",
        arguments: [([], [month]), ([month], []), ([], [day]), ([day], [])] as [([Cap], [Cap])])
    func limit(tenant: [Cap], key: [Cap]) throws {
        var ledger = try ledger(tenant: tenant, key: key)
        for _ in 0..<3 { #expect(try ledger.authorize(.call("key_1")).code == .ok) }
        for _ in 0..<2 { #expect(try ledger.authorize(.call("key_1")).code == .capExceeded) }
        // The other key draws on the tenant's budget alone.
        #expect(
            try ledger.authorize(.call("key_2")).code == (tenant.isEmpty ? .ok : .capExceeded))
        #expect(try used(ledger, "calls") == 3)
        #expect(try used(ledger, Meter.deniedCalls) == 2)
    }

    @Test(
        "A month's cap begins anew with the month, a day's with the day, at that very microsecond")
    func renewal() throws {
        for (cap, end) in [
            (Self.month, Timestamp("2026-12-01T00:00:00Z")),
            (Self.day, Timestamp("2026-11-22T00:00:00Z")),
        ] {
            var ledger = try ledger(key: [cap])
            for _ in 0..<3 { try ledger.authorize(.call("key_1")) }
            let refused = try ledger.authorize(.call("key_1"))
            #expect(refused.caps.map(\.resetsAt) == [end])
            ledger.now = end.advanced(by: -1)
            #expect(try ledger.authorize(.call("key_1")).code == .capExceeded)
            ledger.now = end
            for _ in 0..<3 { #expect(try ledger.authorize(.call("key_1")).code == .ok) }
            #expect(try ledger.authorize(.call("key_1")).code == .capExceeded)
        }
    }

    @Test("An answer tells how every cap stands before and after, and which entry set it")
    func standings() throws {
        var ledger = try ledger(tenant: [Self.day], key: [Self.month])
        try ledger.authorize(.call("key_2"))
        let decision = try ledger.authorize(.call("key_1"))
        #expect(decision.before.map(\.holder) == [.key, .tenant])
        #expect(decision.before.map(\.used) == [0, 1])
        #expect(decision.caps.map(\.used) == [1, 2])
        #expect(decision.caps.map(\.remaining) == [2, 1])
        #expect(decision.caps.map(\.entry) == [4, 3])
        #expect(decision.position == decision.entry)
        let refused = try ledger.authorize(.call("key_2", quantities: .of(["calls": 2])))
        #expect(refused.code == .capExceeded)
        #expect(refused.caps == refused.before, "what is refused spends nothing")
    }

    @Test("A limit is raised, lowered below what is used, and taken away")
    func changes() throws {
        var ledger = try ledger(key: [Self.month])
        for _ in 0..<4 { try ledger.authorize(.call("key_1")) }
        func limit(_ limit: Int64) -> [Cap] { [Cap(meter: "calls", period: .month, limit: limit)] }
        for (caps, code, used) in [
            (limit(4), .ok, 4), (limit(4), .capExceeded, 4), (limit(2), .capExceeded, 4),
            (limit(5), .ok, 5), (limit(0), .capExceeded, 5), ([], .ok, 6),
        ] as [([Cap], DecisionCode, Int128)] {
            try setCaps(caps, of: "key_1", in: &ledger)
            let decision = try ledger.authorize(.call("key_1"))
            #expect(decision.code == code, "\(caps)")
            #expect(decision.caps.allSatisfy { $0.remaining >= 0 })
            #expect(try self.used(ledger, "calls") == used, "\(caps)")
        }
        var tenant = TenantChanges()
        tenant.caps = limit(7)
        try ledger.execute(.updateTenant("acme", tenant))
        #expect(try ledger.authorize(.call("key_2")).code == .ok)
        #expect(try ledger.authorize(.call("key_2")).code == .capExceeded)
    }

    @Test("A cap that is set late counts what was used before in its period")
    func late() throws {
        var ledger = try ledger()
        for _ in 0..<2 { try ledger.authorize(.call("key_1")) }
        try setCaps([Self.day, Self.month], of: "key_1", in: &ledger)
        #expect(try ledger.authorize(.call("key_1")).caps.map(\.used) == [3, 3])
        #expect(try ledger.authorize(.call("key_1")).code == .capExceeded)
    }

    @Test("A limit of 0 admits nothing but a call of nothing")
    func zero() throws {
        var ledger = try ledger(key: [Cap(meter: "calls", period: .month, limit: 0)])
        #expect(try ledger.authorize(.call("key_1")).code == .capExceeded)
        let nothing = AuthorizeRequest.call("key_1", quantities: .of(["calls": 0]))
        #expect(try ledger.authorize(nothing).code == .ok)
    }

    @Test("A call of several meters passes only where each fits under its own cap")
    func meters() throws {
        var ledger = try ledger(
            tenant: [Cap(meter: "tokens", period: .month, limit: 100)],
            key: [Self.month, Cap(meter: "tokens", period: .day, limit: 60)])
        for (quantities, code) in [
            (["tokens": 61], .capExceeded), (["tokens": 60], .ok), (["tokens": 1], .capExceeded),
            (["tokens": 0], .ok), (["calls": 2], .capExceeded), (["images": 5], .ok),
            (["images": 5], .capExceeded),
        ] as [([String: Int64], DecisionCode)] {
            let decision = try ledger.authorize(.call("key_1", quantities: .of(quantities)))
            #expect(decision.code == code, "\(quantities)")
        }
        #expect(try used(ledger, "tokens") == 60)
        #expect(try used(ledger, "calls") == 3)
        #expect(try used(ledger, "images") == 5)
        #expect(
            try ledger.authorize(.call("key_2", quantities: .of(["tokens": 41]))).code
                == .capExceeded)
        #expect(try ledger.authorize(.call("key_2", quantities: .of(["tokens": 40]))).code == .ok)
    }

    @Test("A reported fact is recorded whole, and flagged where it takes a meter past a cap")
    func facts() throws {
        var ledger = try ledger(
            tenant: [Cap(meter: "tokens", period: .month, limit: 10)], key: [Self.month])
        for (quantities, isFlagged) in [
            (["calls": 2], false), (["calls": 1, "tokens": 10], false),
            (["calls": 0, "tokens": 1], true), (["calls": 0], false), (["calls": 1], true),
            (["calls": 0, "images": 1], false),
        ] as [([String: Int64], Bool)] {
            guard case .accepted = ledger.record(.call("key_1", quantities: .of(quantities))),
                case .usageRecorded(let usage)? = ledger.entries.last?.body
            else {
                Issue.record("a fact is refused")
                continue
            }
            #expect(usage.flags == (isFlagged ? [.overCap] : []), "\(quantities)")
        }
        #expect(try used(ledger, "calls") == 4)
        #expect(try ledger.authorize(.call("key_1")).code == .capExceeded)
        #expect(try ledger.authorize(.call("key_1")).caps.first?.remaining == 0)
    }

    @Test("A reported fact is held against the caps of the time when it happened")
    func lateFacts() throws {
        var ledger = try ledger(key: [Self.day])
        for _ in 0..<3 { try ledger.authorize(.call("key_1")) }
        let yesterday = ledger.now.advanced(days: -1)
        ledger.record(.call("key_1", time: yesterday))
        guard case .usageRecorded(let late)? = ledger.entries.last?.body else { return }
        #expect(late.flags == [])
        ledger.record(.call("key_1"))
        guard case .usageRecorded(let now)? = ledger.entries.last?.body else { return }
        #expect(now.flags == [.overCap])
    }

    @Test("Denied calls, judged here or reported, count in denied_calls and nowhere else")
    func denied() throws {
        var ledger = try ledger(tenant: [Self.month], key: [Self.month])
        var reported = UsageLine.call("key_1", quantities: .of(["calls": 5, "tokens": 9]))
        reported.outcome = .denied
        reported.code = "AccessDenied"
        ledger.record(reported)
        try ledger.execute(.disableKey("key_1"))
        try ledger.authorize(.call("key_1", quantities: .of(["calls": 7, "tokens": 9])))
        for (meter, expected) in [(Meter.deniedCalls, 6), ("calls", 0), ("tokens", 0)]
            as [(String, Int128)]
        {
            #expect(try used(ledger, meter) == expected, "\(meter)")
            let tenant = try #require(ledger.state.tenantIndex("acme"))
            let month = CountedPeriod.month(Month(year: 2026, month: 11))
            #expect(
                ledger.state.counter(.tenant(tenant), meter: meter, period: month).used == expected)
        }
        let use = ledger.state.keyUses[try #require(ledger.state.keyIndex("key_1"))]
        #expect(
            use
                == {
                    var use = KeyUse(); use.lastSeen = ledger.now; return use
                }())
        guard
            case .usageRecorded(let usage)? = ledger.entries.first(where: {
                $0.type == .usageRecorded
            })?.body
        else { return }
        #expect(usage.flags == [])
    }

    @Test(
        "Caps that mean nothing are refused",
        arguments: [
            [Cap(meter: "calls", period: .month, limit: -1)],
            [Cap(meter: "calls", period: .month, limit: Limits.quantity + 1)],
            [Cap(meter: "Calls", period: .month, limit: 1)],
            [Cap(meter: "", period: .month, limit: 1)],
            [Cap(meter: Meter.deniedCalls, period: .month, limit: 1)],
            [month, Cap(meter: "calls", period: .month, limit: 9)],
            (0...8).map { Cap(meter: "m\($0)", period: .month, limit: 1) },
        ])
    func refused(caps: [Cap]) throws {
        var ledger = try ledger()
        #expect(throws: Rejection.self) { try setCaps(caps, of: "key_1", in: &ledger) }
        #expect(throws: Rejection.self) { try ledger.addTenant("globex", caps: caps) }
        #expect(throws: Rejection.self) { try ledger.addKey("key_3", of: "acme", caps: caps) }
    }

    @Test(
        "Quantities that cannot be recorded are refused, whether or not the key is known",
        arguments: [
            .of(["calls": -1]), .of(["calls": Limits.quantity + 1]), .of(["Calls": 1]),
            .of([Meter.deniedCalls: 1]), .of(["".padding("m", to: 64): 1]),
        ] as [Quantities])
    func badQuantities(quantities: Quantities) throws {
        try expectRefused(quantities)
    }

    @Test("More quantities than an entry may have are refused", arguments: [9, 9_000])
    func manyQuantities(count: Int) throws {
        let items = (0..<count).map { ("meter_\($0)", Int64(1)) }
        try expectRefused(.of(Dictionary(uniqueKeysWithValues: items)))
    }

    private func expectRefused(_ quantities: Quantities) throws {
        var ledger = try ledger()
        let position = ledger.state.position
        for key in ["key_1", "key_none"] {
            #expect(throws: Rejection.self) {
                try ledger.authorize(.call(key, quantities: quantities))
            }
        }
        // What is wrong with a line by itself is said whether or not there is such a key.
        for key in ["key_1", "key_none"] {
            guard case .rejected(let rejection) = ledger.record(.call(key, quantities: quantities))
            else {
                Issue.record("\(quantities.items.count) quantities were recorded")
                return
            }
            #expect(rejection.code == "invalid_field")
        }
        #expect(ledger.state.position == position)
    }

    @Test("A tenant counts a bounded number of meters, whatever the others count")
    func metersPerTenant() throws {
        var ledger = try ledger()
        try ledger.addTenant("globex")
        try ledger.addKey("key_3", of: "globex")
        for number in 1..<Limits.metersPerTenant {
            ledger.record(.call("key_1", quantities: .of(["calls": 1, "m\(number)": 1])))
        }
        #expect(ledger.state.tenant("acme")?.meters.count == Limits.metersPerTenant)
        let fresh = Quantities.of(["m0": 1])
        guard case .rejected = ledger.record(.call("key_1", quantities: fresh)) else {
            Issue.record("a tenant has a meter too many")
            return
        }
        #expect(throws: Rejection.self) {
            try ledger.authorize(.call("key_1", quantities: fresh))
        }
        for key in ["key_1", "key_3"] {
            let known = Quantities.of(["m1": 1, "m2": 1])
            guard case .accepted = ledger.record(.call(key, quantities: known)) else {
                Issue.record("\(key) cannot count a meter that it may")
                return
            }
        }
    }
}

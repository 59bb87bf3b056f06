import LedgerCore
import LedgerTesting
import Testing

@Suite struct StateApplyTests {
    @Test(
        "Any entries in any order are taken in: nothing traps, and each moves the position on",
        arguments: Seed.all)
    func total(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var state = LedgerState(hashing: IDHashing(key: (1, 2), bits: 4))
        var entries: [Entry] = []
        for _ in 0..<100 {
            for type in EntryType.allCases {
                var entry = Entry.random(
                    type, presence: generator.element(of: Presence.allCases), using: &generator)
                entry.takeNames(using: &generator)
                if generator.chance(oneIn: 20) { entry.sequence = .max }
                entries.append(entry)
            }
        }
        entries.shuffle(using: &generator)
        for entry in entries {
            state.apply(entry)
            #expect(state.position == entry.sequence &+ 1)
            #expect(state.recordedAt == entry.recordedAt)
        }
        // The names are few, so that entries find what others made.
        #expect(state.tenants.count == Entry.names.count)
        #expect(state.keys.count > 0)
        #expect(state.keys.indices.contains { state.keyUses[$0].usageCount != 0 })
        #expect(!StateDump.text(of: state, entries: entries).isEmpty)
    }

    @Test("Sums of the greatest quantities neither overflow nor lose anything")
    func greatest() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addKey("key_1", of: "acme")
        let most = Quantities.of(["calls": Limits.quantity, "tokens": Limits.quantity])
        for _ in 0..<2_000 { ledger.record(.call("key_1", quantities: most)) }
        // Beyond what decide lets in: the greatest that an entry can hold.
        var usage = UsageRecorded()
        usage.operation = "GET /"
        usage.quantities = .of(["calls": .max, "tokens": .max])
        for _ in 0..<2_000 {
            ledger.append(.usageRecorded(usage), tenant: "acme", key: "key_1", time: ledger.now)
        }
        let total = Int128(2_000) * (Int128(Limits.quantity) + Int128(Int64.max))
        let month = CountedPeriod.month(Month(year: 2026, month: 11))
        for subject in [Subject.key(1), .tenant(1)] {
            for meter in ["calls", "tokens"] {
                #expect(ledger.state.counter(subject, meter: meter, period: month).used == total)
            }
        }
        #expect(ledger.state.keyUses[1].usageCount == total)
        var changes = KeyChanges()
        changes.caps = [Cap(meter: "calls", period: .month, limit: Limits.quantity)]
        try ledger.execute(.updateKey("key_1", changes))
        let decision = try ledger.authorize(.call("key_1", quantities: most))
        #expect(decision.code == .capExceeded)
        #expect(decision.caps.first?.remaining == 0)
    }

    @Test("A copy of a state stays as it is while the other goes on", arguments: Seed.all)
    func views(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme", caps: [Cap(meter: "calls", period: .month, limit: 1 << 40)])
        for number in 0..<200 { try ledger.addKey("key_\(number)", of: "acme") }
        var views: [(state: LedgerState, dump: String, count: Int)] = []
        for number in 0..<600 {
            let key = "key_\(Int.random(in: 0..<200, using: &generator))"
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: ledger.record(.call(key, id: "id-\(number)"))
            case 1: try ledger.authorize(.call(key, id: "id-\(number)"))
            case 2: _ = try? ledger.execute(.disableKey(key))
            default: _ = try? ledger.execute(.enableKey(key))
            }
            if number % 100 == 0 {
                let entries = ledger.entries
                views.append(
                    (
                        ledger.state, StateDump.text(of: ledger.state, entries: entries),
                        entries.count
                    ))
            }
        }
        let entries = ledger.entries
        for view in views {
            let known = Array(entries.prefix(view.count))
            #expect(StateDump.text(of: view.state, entries: known) == view.dump)
            let replayed = MemoryLedger.state(of: known)
            #expect(StateDump.text(of: replayed, entries: known) == view.dump)
        }
    }

    @Test("The same entries give the same content whatever the key of the dedup hashes")
    func dedupKey() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addKey("key_1", of: "acme")
        for number in 0..<50 { ledger.record(.call("key_1", id: "id-\(number)")) }
        let dumps = [(1, 2), (3, 4)].map { key in
            var state = LedgerState(
                hashing: IDHashing(key: (UInt64(key.0), UInt64(key.1))))
            for entry in ledger.entries { state.apply(entry) }
            return StateDump.text(of: state, entries: ledger.entries)
        }
        #expect(dumps[0] == dumps[1])
        #expect(dumps[0].contains("bound by"))
    }

    @Test("An entry about what is not there changes nothing but the position")
    func unknown() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        let before = StateDump.text(of: ledger.state, entries: [])
        var rotated = KeyRotated()
        rotated.secret = Digest(words: (9, 9, 9, 9))
        var usage = UsageRecorded()
        usage.quantities = .oneCall
        for body in [
            EntryBody.keyDisabled(KeyDisabled()), .keyRotated(rotated), .usageRecorded(usage),
            .usageDenied(UsageDenied()), .tenantClosed(TenantClosed()),
            .backfillCommitted(BackfillCommitted()), .periodOpened(PeriodOpened()),
        ] {
            ledger.append(body, tenant: "nobody", key: "key_nobody")
        }
        let after = StateDump.text(of: ledger.state, entries: [])
        #expect(
            after.split(separator: "\n").dropFirst() == before.split(separator: "\n").dropFirst())
        #expect(ledger.state.secret(rotated.secret) == nil)
    }
}

import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideCommandIDTests {
    private func ledger(dedupBits: Int = 64) throws -> MemoryLedger {
        var ledger = MemoryLedger(dedupBits: dedupBits)
        try ledger.found()
        try ledger.addTenant("acme")
        return ledger
    }

    private func principal(_ id: String, _ role: Role = .member) -> Action {
        .addPrincipal(
            NewPrincipal(
                tenant: "acme", id: id, kind: .person, role: role, personal: PersonalValues()))
    }

    private func expectDuplicate(
        _ action: Action, _ id: String, of sequence: UInt64?, in ledger: inout MemoryLedger
    ) throws {
        guard case .duplicate(let found) = try ledger.decision(on: action, id: id) else {
            Issue.record("\(action) was carried out twice")
            return
        }
        #expect(found == sequence)
    }

    @Test("A command that is sent again is answered with the entry of the first")
    func again() throws {
        var ledger = try ledger()
        var tenant = NewTenant(id: "globex")
        tenant.caps = [Cap(meter: "calls", period: .month, limit: 1)]
        var key = NewKey(id: "key_1", tenant: "acme", name: "one", secret: ledger.secret())
        key.scopes = ["crm:read"]
        let imported = ImportedKey(
            id: "AKIA1", tenant: "acme", owner: nil, origin: "unknown", name: nil)
        let actions: [Action] = [
            .createTenant(tenant), principal("ada"), .createKey(key), .importKey(imported),
            .disableKey("key_1"), .enableKey("key_1"),
            .rotateKey("key_1", ledger.secret(), overlapSeconds: 0), .revokeKey("key_1"),
            .deleteKey("key_1"),
        ]
        var sequences: [UInt64?] = []
        for (number, action) in actions.enumerated() {
            sequences.append(try ledger.execute(action, id: "id-\(number)").first?.sequence)
        }
        let position = ledger.state.position
        for (number, action) in actions.enumerated() {
            try expectDuplicate(action, "id-\(number)", of: sequences[number], in: &ledger)
        }
        // A new attempt draws another id and another token for the key.
        var retried = key
        retried.id = "key_2"
        retried.secret = ledger.secret()
        try expectDuplicate(.createKey(retried), "id-2", of: sequences[2], in: &ledger)
        #expect(ledger.state.position == position)
    }

    @Test("A command of the same id with other content is a conflict, never carried out")
    func conflict() throws {
        var ledger = try ledger()
        var tenant = NewTenant(id: "globex")
        try ledger.execute(.createTenant(tenant), id: "tenant")
        tenant.lateDays = 3
        let created = ledger.state.position - 1
        #expect(throws: Rejection.idConflict(sequence: created)) {
            try ledger.execute(.createTenant(tenant), id: "tenant")
        }
        let first = try ledger.execute(principal("ada"), id: "principal")[0].sequence
        for other in [principal("bob"), principal("ada", .owner)] {
            #expect(throws: Rejection.idConflict(sequence: first)) {
                try ledger.execute(other, id: "principal")
            }
        }
        try ledger.addKey("key_1", of: "acme")
        #expect(throws: Rejection.idConflict(sequence: first)) {
            try ledger.execute(.disableKey("key_1"), id: "principal")
        }
        #expect(ledger.state.key("key_1")?.status == .active)
    }

    @Test("The same text names another command in another tenant and in another namespace")
    func namespaces() throws {
        var ledger = try ledger()
        try ledger.addTenant("globex")
        try ledger.addKey("key_1", of: "acme")
        try ledger.addKey("key_2", of: "globex")
        let other = Caller(
            actor: Actor(principal: "ada", surface: .http), scopes: [], tenants: .all)
        #expect(try ledger.execute(.disableKey("key_1"), id: "x").count == 1)
        #expect(try ledger.execute(.disableKey("key_2"), id: "x").count == 1)
        #expect(try ledger.execute(.enableKey("key_1"), as: other, id: "x").count == 1)
        // Usage has a namespace of its own.
        guard case .accepted = ledger.record(.call("key_1", id: "x")) else {
            Issue.record("the id of a command is taken for that of a usage")
            return
        }
    }

    @Test("A command that is refused binds no id")
    func refused() throws {
        var ledger = try ledger()
        #expect(throws: Rejection.keyNotFound) {
            try ledger.execute(.disableKey("key_1"), id: "x")
        }
        try ledger.addKey("key_1", of: "acme")
        #expect(try ledger.execute(.disableKey("key_1"), id: "x").count == 1)
    }

    @Test("Ids that hash alike stay apart", arguments: Seed.all)
    func collisions(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var ledger = try ledger(dedupBits: 1)
        var bound: [(id: String, action: Action, sequence: UInt64)] = []
        for number in 0..<200 {
            if generator.chance(oneIn: 3), let old = bound.randomElement(using: &generator) {
                try expectDuplicate(old.action, old.id, of: old.sequence, in: &ledger)
            } else {
                let id = generator.chance(oneIn: 8) ? "e\u{301}\(number)" : "\u{E9}\(number)"
                let action = principal("p\(number)")
                let entries = try ledger.execute(action, id: id)
                bound.append((id, action, try #require(entries.first).sequence))
            }
        }
    }

    @Test("History of another system can be imported again and changes nothing more")
    func importedHistory() throws {
        var ledger = try ledger()
        let imported = ImportedKey(
            id: "AKIA1", tenant: "acme", owner: nil, origin: "unknown", name: nil)
        let start = ledger.now.advanced(days: -900)
        // Event 2 changes nothing when it is imported; were its id not bound, a second run would
        // disable the key.
        let history: [(String, Action)] = [
            ("event-0", .importKey(imported)), ("event-1", .disableKey("AKIA1")),
            ("event-2", .disableKey("AKIA1")), ("event-3", .enableKey("AKIA1")),
            ("event-4", .enableKey("AKIA1")), ("event-5", .deleteKey("AKIA1")),
            ("event-6", .deleteKey("AKIA1")),
        ]
        for count in 1...history.count {
            for _ in 0..<2 {
                for (number, (id, action)) in history.prefix(count).enumerated() {
                    let time = start.advanced(seconds: Int64(number))
                    try ledger.execute(action, id: id, time: time)
                }
                #expect(ledger.state.key("AKIA1")?.history.count == count)
            }
        }
        #expect(ledger.state.key("AKIA1")?.status == .deleted)
        #expect(ledger.state.key("AKIA1")?.statusAt == start.advanced(seconds: 5))
        #expect(ledger.state.key("AKIA1")?.createdAt == start)
    }

    @Test("An id that is empty, long or looks like a token is refused")
    func badIDs() throws {
        var ledger = try ledger()
        try ledger.addKey("key_1", of: "acme")
        let token = TokenFormat.native.token(random: "".padding("a", to: 43))
        for id in ["", "".padding("x", to: 256), token] {
            #expect(throws: Rejection.self, "\(id)") {
                try ledger.execute(.disableKey("key_1"), id: id)
            }
        }
        try ledger.execute(.disableKey("key_1"), id: "".padding("x", to: 255))
    }
}

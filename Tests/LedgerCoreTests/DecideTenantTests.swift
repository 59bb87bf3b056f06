import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideTenantTests {
    private func ledger() throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        return ledger
    }

    @Test("A ledger begins with its identity, the reserved tenant and an admin key, and once")
    func founding() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        #expect(ledger.entries.map(\.type) == [.ledgerCreated, .tenantCreated, .keyCreated])
        #expect(ledger.state.identity?.ledger == "000102030405060708090a0b0c0d0e0f")
        #expect(ledger.state.tenant(reservedTenant)?.timeZone == "UTC")
        #expect(ledger.state.key("key_admin")?.scopes.contains("mcp:write") == false)
        #expect(ledger.state.key("key_admin")?.scopes.count == ReservedScope.allCases.count - 1)
        #expect(throws: Rejection.idTaken(reservedTenant)) { try ledger.found() }
    }

    @Test("The reserved tenant can be neither created nor changed")
    func reserved() throws {
        var ledger = try ledger()
        #expect(throws: Rejection.idTaken(reservedTenant)) {
            try ledger.addTenant(reservedTenant)
        }
        var changes = TenantChanges()
        changes.timeZone = "Offset/60"
        #expect(throws: Rejection.tenantNotFound) {
            try ledger.execute(.updateTenant(reservedTenant, changes))
        }
    }

    @Test("What a tenant's creation does not say is filled in, and named")
    func defaults() throws {
        var ledger = try ledger()
        var tenant = NewTenant(id: "globex")
        tenant.defaulted = ["profile", "time_zone"]
        let entry = try #require(try ledger.execute(.createTenant(tenant)).first)
        #expect(entry.defaulted == ["profile", "time_zone", "late_days"])
        guard case .tenantCreated(let payload) = entry.body else { return }
        #expect(payload.lateDays == Limits.lateDays)
        tenant.id = "initech"
        tenant.lateDays = 7
        let other = try #require(try ledger.execute(.createTenant(tenant)).first)
        #expect(other.defaulted == ["profile", "time_zone"])
    }

    @Test(
        "Ids that are not plain, too long or look like a token are refused",
        arguments: [
            "", " ", "a b", "a/b", "ä", "a\u{0}", "".padding("a", to: 65), "a*", "\u{212A}",
            TokenFormat.native.token(random: "".padding("a", to: 43)),
        ])
    func badIDs(id: String) throws {
        var ledger = try ledger()
        #expect(throws: Rejection.self) { try ledger.addTenant(id) }
        #expect(throws: Rejection.self) { try ledger.addKey(id, of: "acme") }
        #expect(throws: Rejection.self) {
            try ledger.execute(
                .addPrincipal(
                    NewPrincipal(
                        tenant: "acme", id: id, kind: .person, role: .member,
                        personal: PersonalValues())))
        }
        #expect(throws: Rejection.self) {
            try ledger.execute(.openImport(tenant: "acme", backfill: id))
        }
    }

    @Test("An update says only what changed")
    func update() throws {
        var ledger = try ledger()
        var changes = TenantChanges()
        changes.profile = "native"
        changes.timeZone = "Offset/60"
        changes.tier = "gold"
        changes.caps = [Cap(meter: "calls", period: .month, limit: 5)]
        let entry = try #require(try ledger.execute(.updateTenant("acme", changes)).first)
        guard case .tenantUpdated(let payload) = entry.body else { return }
        #expect(payload.profile == nil && payload.lateDays == nil)
        #expect(payload.timeZone == "Offset/60" && payload.tier == "gold")
        let tenant = try #require(ledger.state.tenant("acme"))
        #expect(tenant.caps == changes.caps && tenant.capsEntry == entry.sequence)
        changes.caps = nil
        changes.tier = "silver"
        try ledger.execute(.updateTenant("acme", changes))
        #expect(ledger.state.tenant("acme")?.capsEntry == entry.sequence)
        changes.profile = "other"
        #expect(throws: Rejection.self) { try ledger.execute(.updateTenant("acme", changes)) }
    }

    @Test("A change of one personal value of a principal keeps the others, until they are erased")
    func principalUpdate() throws {
        var ledger = try ledger()
        var personal = PersonalValues()
        personal.name = "Ada"
        personal.email = "ada@example.com"
        personal.externalID = "arn:aws:iam::1:user/ada"
        try ledger.execute(
            .addPrincipal(
                NewPrincipal(
                    tenant: "acme", id: "ada", kind: .person, role: .member, personal: personal)))
        func values() -> PersonalValues? {
            ledger.state.principal("ada", tenant: "acme")?.personal
                .flatMap { ledger.sealing.open($0) }
        }
        var changes = PrincipalChanges()
        changes.name = "Ada Lovelace"
        let update = Action.updatePrincipal(tenant: "acme", principal: "ada", changes)
        #expect(try ledger.execute(update).map(\.type) == [.principalUpdated])
        personal.name = "Ada Lovelace"
        #expect(values() == personal)

        changes.name = nil
        changes.email = "lovelace@example.com"
        changes.role = .admin
        let both = Action.updatePrincipal(tenant: "acme", principal: "ada", changes)
        #expect(try ledger.execute(both).map(\.type) == [.principalUpdated, .principalRoleChanged])
        personal.email = "lovelace@example.com"
        #expect(values() == personal)
        #expect(ledger.state.principal("ada", tenant: "acme")?.role == .admin)

        ledger.sealing.erase()
        try ledger.execute(update)
        var rest = PersonalValues()
        rest.name = "Ada Lovelace"
        #expect(values() == rest)
    }

    @Test("A removed principal is gone: it can be neither changed nor added, and owns no new keys")
    func removedPrincipal() throws {
        var ledger = try ledger()
        let ada = NewPrincipal(
            tenant: "acme", id: "ada", kind: .person, role: .member, personal: PersonalValues())
        try ledger.execute(.addPrincipal(ada))
        var key = NewKey(id: "key_1", tenant: "acme", name: "one", secret: ledger.secret())
        key.owner = "ada"
        try ledger.execute(.createKey(key))
        try ledger.execute(.removePrincipal(tenant: "acme", principal: "ada"))
        #expect(throws: Rejection.principalNotFound) {
            try ledger.execute(.removePrincipal(tenant: "acme", principal: "ada"))
        }
        #expect(throws: Rejection.principalNotFound) {
            try ledger.execute(
                .updatePrincipal(tenant: "acme", principal: "ada", PrincipalChanges()))
        }
        #expect(throws: Rejection.idTaken("ada")) { try ledger.execute(.addPrincipal(ada)) }
        key.id = "key_2"
        key.secret = ledger.secret()
        #expect(throws: Rejection.principalNotFound) { try ledger.execute(.createKey(key)) }
        #expect(try ledger.authorize(.call("key_1")).code == .ok)
    }

    @Test(
        "The personal values of an entry belong to the key's owner, else to the key, else to nobody of that day"
    )
    func holders() throws {
        var ledger = try ledger()
        let ada = NewPrincipal(
            tenant: "acme", id: "ada", kind: .person, role: .member, personal: PersonalValues())
        try ledger.execute(.addPrincipal(ada))
        var key = NewKey(id: "key_ada", tenant: "acme", name: "one", secret: ledger.secret())
        key.owner = "ada"
        try ledger.execute(.createKey(key))
        try ledger.addKey("key_1", of: "acme")
        for (presented, holder) in [
            ("key_ada", "ada"), ("key_1", "key_1"), ("key_none", "anonymous-2026-11-21"),
        ] {
            var request = AuthorizeRequest.call(presented)
            request.ip = "192.0.2.1"
            try ledger.authorize(request)
            #expect(ledger.entries.last?.personal?.holder == holder)
        }
        var line = UsageLine()
        line.tenant = "acme"
        line.operation = "GET /"
        line.ip = "192.0.2.1"
        ledger.record(line)
        #expect(ledger.entries.last?.personal?.holder == "anonymous-2026-11-21")
        line.principal = "ada"
        ledger.record(line)
        #expect(ledger.entries.last?.personal?.holder == "ada")
        line.ip = nil
        ledger.record(line)
        #expect(ledger.entries.last?.personal == nil, "no values, no commitment")
    }
}

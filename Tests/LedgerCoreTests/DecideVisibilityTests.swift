import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideVisibilityTests {
    private let outsider = Caller(
        actor: Actor(credential: "key_out", principal: "ada", surface: .http),
        scopes: ReservedScope.allCases.map(\.rawValue), tenants: .some(["globex"]))

    /// The tenants `acme`, in which everything has its twin in the missing tenant `none`, and
    /// `globex`.
    private func ledger() throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addTenant("globex")
        try ledger.addKey("key_acme", of: "acme")
        try ledger.addKey("key_globex", of: "globex")
        try ledger.execute(
            .addPrincipal(
                NewPrincipal(
                    tenant: "acme", id: "ada", kind: .person, role: .owner,
                    personal: PersonalValues())))
        try ledger.execute(.openImport(tenant: "acme", backfill: "import-1"))
        return ledger
    }

    @Test("What lies outside a caller's tenants is refused as if it had never been there")
    func commands() throws {
        var ledger = try ledger()
        let secret = ledger.secret()
        func actions(tenant: String, key: String, principal: String, backfill: String) -> [Action] {
            [
                .updateTenant(tenant, TenantChanges()),
                .addPrincipal(
                    NewPrincipal(
                        tenant: tenant, id: principal, kind: .person, role: .owner,
                        personal: PersonalValues())),
                .updatePrincipal(tenant: tenant, principal: principal, PrincipalChanges()),
                .removePrincipal(tenant: tenant, principal: principal),
                .createKey(NewKey(id: "key_new", tenant: tenant, name: "new", secret: secret)),
                .importKey(
                    ImportedKey(id: "AKIA1", tenant: tenant, owner: nil, origin: "x", name: nil)),
                .updateKey(key, KeyChanges()), .disableKey(key), .enableKey(key),
                .rotateKey(key, secret, overlapSeconds: 0), .revokeKey(key), .deleteKey(key),
                .openImport(tenant: tenant, backfill: "import-2"), .commitBackfill(backfill),
            ]
        }
        let foreign = actions(
            tenant: "acme", key: "key_acme", principal: "ada", backfill: "import-1")
        let missing = actions(
            tenant: "none", key: "key_none", principal: "eve", backfill: "import-none")
        for (foreign, missing) in zip(foreign, missing) {
            let position = ledger.state.position
            #expect(
                rejection(of: foreign, in: &ledger) == rejection(of: missing, in: &ledger),
                "\(foreign)")
            #expect(rejection(of: foreign, in: &ledger) != nil, "\(foreign)")
            #expect(ledger.state.position == position)
        }
    }

    private func rejection(of action: Action, in ledger: inout MemoryLedger) -> Rejection? {
        do throws(Rejection) {
            try ledger.execute(action, as: outsider)
            return nil
        } catch {
            return error
        }
    }

    @Test("A tenant that is not in the caller's list cannot be created by it")
    func createTenant() throws {
        var ledger = try ledger()
        #expect(rejection(of: .createTenant(NewTenant(id: "acme")), in: &ledger) == .tenantNotFound)
        #expect(rejection(of: .createTenant(NewTenant(id: "new")), in: &ledger) == .tenantNotFound)
        #expect(
            rejection(of: .createTenant(NewTenant(id: "globex")), in: &ledger)
                == .idTaken("globex"))
    }

    @Test("A command's id tells nothing about commands in tenants that the caller cannot see")
    func commandIDs() throws {
        var ledger = try ledger()
        let insider = Caller(
            actor: Actor(credential: "key_in", principal: "ada", surface: .http),
            scopes: ["ledger:write"], tenants: .some(["acme"]))
        let action = Action.addPrincipal(
            NewPrincipal(
                tenant: "acme", id: "bob", kind: .person, role: .member,
                personal: PersonalValues()))
        try ledger.execute(action, as: insider, id: "retry-1")
        #expect(throws: Rejection.tenantNotFound) {
            try ledger.execute(action, as: outsider, id: "retry-1")
        }
        #expect(throws: Rejection.keyNotFound) {
            try ledger.execute(.revokeKey("key_acme"), as: outsider, id: "retry-1")
        }
    }

    @Test("Usage of foreign keys, tenants, admissions and backfills is refused as of missing ones")
    func usage() throws {
        var ledger = try ledger()
        let admission = try #require(try ledger.authorize(.call("key_acme")).entry)
        func line(_ change: (inout UsageLine) -> Void) -> UsageLine {
            var line = UsageLine()
            line.operation = "GET /"
            change(&line)
            return line
        }
        let cases: [(UsageLine, Rejection)] = [
            (.call("key_acme"), .keyNotFound), (.call("key_none"), .keyNotFound),
            (line { $0.tenant = "acme" }, .tenantNotFound),
            (line { $0.tenant = "none" }, .tenantNotFound),
            (
                line {
                    $0.key = "key_globex"
                    $0.tenant = "acme"
                }, .keyNotFound
            ),
            (line { $0.decision = admission }, .decisionNotFound),
            (line { $0.decision = 1 }, .decisionNotFound),
            (line { $0.decision = 1_000 }, .decisionNotFound),
            (line { $0.decision = .max }, .decisionNotFound),
            (
                line {
                    $0.key = "key_globex"
                    $0.backfill = "import-1"
                }, .backfillNotFound
            ),
            (
                line {
                    $0.tenant = "globex"
                    $0.principal = "ada"
                }, .principalNotFound
            ),
        ]
        for (line, rejection) in cases {
            #expect(ledger.record(line, as: outsider) == .rejected(rejection), "\(line)")
        }
    }

    @Test("A credential acts in its own tenant, in those of its list, or in all")
    func credentials() throws {
        var ledger = try ledger()
        let own = try ledger.addKey("key_own", of: "acme", scopes: ["ledger:read"])
        let some = try ledger.addKey(
            "key_some", of: "acme", scopes: ["ledger:read"], tenants: ["globex"])
        let all = try ledger.addKey(
            "key_all", of: "acme", scopes: ["ledger:read"], tenants: ["*"])
        let lists = [own, some, all].map { ledger.caller(presenting: $0)?.tenants }
        #expect(lists == [.some(["acme"]), .some(["globex"]), .all])
        #expect(ledger.caller(presenting: Digest(words: (1, 2, 3, 4))) == nil)
    }
}

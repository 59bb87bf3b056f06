import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideGrantTests {
    /// A caller of the tenants `acme` and `globex`, unless more is said.
    private func caller(
        _ scopes: [ReservedScope], tenants: TenantList = .some(["acme", "globex"])
    ) -> Caller {
        Caller(
            actor: Actor(credential: "key_caller", surface: .http), scopes: scopes.map(\.rawValue),
            tenants: tenants)
    }

    private func ledger() throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        for tenant in ["acme", "globex", "initech"] { try ledger.addTenant(tenant) }
        return ledger
    }

    @Test("Only an admin grants reserved scopes, and only those it holds")
    func scopes() throws {
        var ledger = try ledger()
        let cases: [([ReservedScope], [String], Rejection?)] = [
            ([.ledgerWrite], ["crm:read", "*", "ledger:*"], nil),
            ([.ledgerWrite], ["ledger:read"], .scopeForbidden("ledger:admin")),
            ([.ledgerWrite, .usageWrite], ["usage:write"], .scopeForbidden("ledger:admin")),
            ([.ledgerAdmin], ["ledger:admin"], nil),
            ([.ledgerAdmin], ["ledger:read"], .scopeForbidden("ledger:read")),
            ([.ledgerAdmin, .ledgerRead], ["crm:read", "ledger:read"], nil),
            ([.ledgerAdmin, .ledgerRead], ["mcp:write"], .scopeForbidden("mcp:write")),
        ]
        for (number, (held, granted, rejection)) in cases.enumerated() {
            let caller = caller(held)
            let isRefused = rejection != nil
            do {
                try ledger.addKey("key_\(number)", of: "acme", scopes: granted, as: caller)
                #expect(!isRefused, "\(held) granted \(granted)")
            } catch {
                #expect(error == rejection, "\(held) granting \(granted)")
            }
            // The same by changing a key that has none of them.
            try ledger.addKey("key_changed_\(number)", of: "acme")
            var changes = KeyChanges()
            changes.scopes = granted
            do {
                try ledger.execute(.updateKey("key_changed_\(number)", changes), as: caller)
                #expect(!isRefused, "\(held) granted \(granted)")
            } catch {
                #expect(error == rejection, "\(held) granting \(granted)")
            }
        }
    }

    @Test("Who opens the data folder may grant what no key holds yet")
    func operatorOfTheFolder() throws {
        var ledger = try ledger()
        try ledger.addKey(
            "key_mcp", of: "acme", scopes: ["mcp:write"], as: .folder(.cli))
    }

    @Test("A credential's tenant list names only tenants that exist for who grants it")
    func tenantList() throws {
        var ledger = try ledger()
        let admin = caller([.ledgerAdmin])
        let all = caller([.ledgerAdmin], tenants: .all)
        let cases: [(Caller, [String], Rejection?)] = [
            (admin, ["acme"], nil), (admin, ["acme", "globex"], nil), (admin, [], nil),
            (admin, ["initech"], .tenantNotFound), (admin, ["missing"], .tenantNotFound),
            (admin, ["*"], .tenantNotFound), (all, ["*"], nil), (all, ["initech"], nil),
            (all, ["missing"], .tenantNotFound),
        ]
        for (number, (caller, tenants, rejection)) in cases.enumerated() {
            do {
                try ledger.addKey(
                    "key_\(number)", of: "acme", scopes: ["ledger:admin"], tenants: tenants,
                    as: caller)
                #expect(rejection == nil, "\(tenants)")
            } catch {
                #expect(error == rejection, "\(tenants)")
            }
        }
        #expect(throws: Rejection.self, "a list is for credentials") {
            try ledger.addKey("key_x", of: "acme", scopes: ["crm:read"], tenants: ["acme"])
        }
    }

    @Test("Nobody gets a token, or brings back a key, of more power than their own")
    func takeover() throws {
        var ledger = try ledger()
        try ledger.addKey("key_admin_2", of: "acme", scopes: ["ledger:admin"], tenants: ["*"])
        let end = ledger.now.advanced(seconds: 60)
        try ledger.addKey(
            "key_expiring", of: "acme", scopes: ["ledger:admin", "audit:read"], expiresAt: end)
        try ledger.addKey("key_plain", of: "acme", scopes: ["crm:read"], expiresAt: end)
        var never = KeyChanges()
        never.expiry = .never
        var later = KeyChanges()
        later.expiry = .at(end.advanced(seconds: 1))
        var more = KeyChanges()
        more.scopes = ["ledger:admin", "audit:read"]
        let secret = ledger.secret()
        let writer = caller([.ledgerWrite])
        let localAdmin = caller([.ledgerAdmin, .auditRead])
        let cases: [(Caller, Action, Rejection)] = [
            (
                writer, .rotateKey("key_admin_2", secret, overlapSeconds: 0),
                .scopeForbidden("ledger:admin")
            ),
            (
                localAdmin, .rotateKey("key_admin_2", secret, overlapSeconds: 0),
                .scopeForbidden("ledger:admin")
            ),
            (localAdmin, .updateKey("key_admin_2", more), .scopeForbidden("ledger:admin")),
            (writer, .updateKey("key_expiring", never), .scopeForbidden("ledger:admin")),
            (writer, .updateKey("key_expiring", later), .scopeForbidden("ledger:admin")),
            (
                caller([.ledgerAdmin]), .updateKey("key_expiring", later),
                .scopeForbidden("audit:read")
            ),
        ]
        for (caller, action, rejection) in cases {
            #expect(throws: rejection, "\(action)") { try ledger.execute(action, as: caller) }
        }
        // What takes power away needs none, and a key without reserved scopes gives none.
        var sooner = KeyChanges()
        sooner.expiry = .at(end.advanced(seconds: -1))
        try ledger.execute(.updateKey("key_expiring", sooner), as: writer)
        try ledger.execute(.disableKey("key_expiring"), as: writer)
        #expect(throws: Rejection.scopeForbidden("ledger:admin")) {
            try ledger.execute(.enableKey("key_expiring"), as: writer)
        }
        try ledger.execute(.updateKey("key_plain", never), as: writer)
        try ledger.execute(.rotateKey("key_plain", secret, overlapSeconds: 0), as: writer)
        try ledger.execute(.enableKey("key_expiring"), as: localAdmin)
    }

    @Test("Reserved scopes that a key has are kept by a change of the others")
    func kept() throws {
        var ledger = try ledger()
        try ledger.addKey("key_1", of: "acme", scopes: ["ledger:read", "crm:read"])
        var changes = KeyChanges()
        changes.scopes = ["ledger:read", "crm:*"]
        try ledger.execute(.updateKey("key_1", changes), as: caller([.ledgerWrite]))
        #expect(ledger.state.key("key_1")?.scopes == ["ledger:read", "crm:*"])
    }

    @Test("The last admin key of all tenants cannot be ended in any way")
    func lastAdmin() throws {
        var ledger = try ledger()
        // None of these can administer the whole ledger for ever.
        try ledger.addKey("key_local", of: "acme", scopes: ["ledger:admin"], tenants: ["acme"])
        try ledger.addKey(
            "key_expiring", of: "acme", scopes: ["ledger:admin"], tenants: ["*"],
            expiresAt: ledger.now.advanced(days: 1))
        try ledger.addKey("key_disabled", of: "acme", scopes: ["ledger:admin"], tenants: ["*"])
        try ledger.execute(.disableKey("key_disabled"))
        try ledger.addKey("key_closed", of: "globex", scopes: ["ledger:admin"], tenants: ["*"])
        ledger.append(.tenantClosed(TenantClosed()), tenant: "globex")
        try ledger.addKey("key_reader", of: "acme", scopes: ["ledger:read"], tenants: ["*"])

        var expiring = KeyChanges()
        expiring.expiry = .at(ledger.now.advanced(days: 1))
        var powerless = KeyChanges()
        powerless.scopes = ["ledger:read"]
        let actions: [Action] = [
            .disableKey("key_admin"), .revokeKey("key_admin"), .deleteKey("key_admin"),
            .updateKey("key_admin", expiring), .updateKey("key_admin", powerless),
        ]
        for action in actions {
            #expect(throws: Rejection.lastAdminKey, "\(action)") { try ledger.execute(action) }
        }
        try ledger.execute(.rotateKey("key_admin", ledger.secret(), overlapSeconds: 0))
        try ledger.execute(.revokeKey("key_local"))

        try ledger.execute(.enableKey("key_disabled"))
        try ledger.execute(.disableKey("key_admin"))
        #expect(throws: Rejection.lastAdminKey) { try ledger.execute(.revokeKey("key_disabled")) }
    }
}

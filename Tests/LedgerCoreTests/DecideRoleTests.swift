import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideRoleTests {
    /// The tenants `acme` and `globex`, each with the principals `owner`, `admin` and `member` and a
    /// key of each, and a key of nobody's.
    private func ledger() throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        for tenant in ["acme", "globex"] {
            try ledger.addTenant(tenant)
            for role in [Role.owner, .admin, .member] {
                try ledger.execute(add(role.rawValue, role, to: tenant))
                try ledger.execute(key("\(tenant)_\(role)", of: tenant, owner: role.rawValue))
            }
            try ledger.execute(key("\(tenant)_nobody", of: tenant, owner: nil))
        }
        return ledger
    }

    private func add(_ id: String, _ role: Role, to tenant: String) -> Action {
        .addPrincipal(
            NewPrincipal(
                tenant: tenant, id: id, kind: .person, role: role, personal: PersonalValues()))
    }

    private func key(
        _ id: String, of tenant: String, owner: String?, scopes: [String] = []
    ) -> Action {
        var digest = Digest(words: (0, 0, 0, 0))
        for byte in id.utf8 {
            digest = Digest(words: (digest.words.0 &* 31 &+ UInt64(byte), 1, 2, 3))
        }
        var key = NewKey(
            id: id, tenant: tenant, name: id, secret: NewSecret(digest: digest, hint: "…"))
        key.owner = owner
        key.scopes = scopes
        return .createKey(key)
    }

    private func role(_ principal: String, _ role: Role, in tenant: String = "acme") -> Action {
        var changes = PrincipalChanges()
        changes.role = role
        return .updatePrincipal(tenant: tenant, principal: principal, changes)
    }

    /// Everything that can be done in `acme`, and the lowest role that may. What is a member's own
    /// is told apart by its owner.
    private func actions() -> [(Action, Role)] {
        var tier = TenantChanges()
        tier.tier = "gold"
        var name = KeyChanges()
        name.name = "new"
        var mail = PrincipalChanges()
        mail.email = "a@a.test"
        var rows: [(Action, Role)] = [
            (.updateTenant("acme", tier), .admin),
            (add("new", .member, to: "acme"), .admin), (add("new", .admin, to: "acme"), .admin),
            (add("new", .owner, to: "acme"), .owner),
            (role("member", .admin), .admin), (role("admin", .member), .admin),
            (role("member", .owner), .owner), (role("owner", .member), .owner),
            (.updatePrincipal(tenant: "acme", principal: "member", mail), .admin),
            (.updatePrincipal(tenant: "acme", principal: "owner", mail), .owner),
            (.removePrincipal(tenant: "acme", principal: "owner"), .owner),
            (key("new", of: "acme", owner: "member"), .member),
            (key("new", of: "acme", owner: "admin"), .admin),
            (key("new", of: "acme", owner: nil), .admin),
            (key("new", of: "acme", owner: "member", scopes: ["usage:write"]), .admin),
            (
                .importKey(
                    ImportedKey(id: "AKIA", tenant: "acme", owner: nil, origin: "x", name: nil)),
                .admin
            ),
            (.openImport(tenant: "acme", backfill: "import-1"), .admin),
        ]
        for (owner, least) in [("member", Role.member), ("admin", .admin), ("nobody", .admin)] {
            let id = "acme_\(owner)"
            rows += [
                (.updateKey(id, name), least), (.disableKey(id), least), (.enableKey(id), least),
                (
                    .rotateKey(
                        id, NewSecret(digest: Digest(words: (9, 9, 9, 9)), hint: "…"),
                        overlapSeconds: 0), least
                ), (.revokeKey(id), least), (.deleteKey(id), least),
            ]
        }
        return rows
    }

    /// A caller whose credential may do everything everywhere.
    private func caller(_ principal: String?, _ judging: Judging) -> Caller {
        Caller(
            actor: Actor(credential: "key_caller", principal: principal, surface: .http),
            scopes: ReservedScope.allCases.map(\.rawValue), tenants: .all, judging: judging)
    }

    @Test(
        "A role allows what is at or below it, whether it is the named principal's or the owner's",
        arguments: [Role.owner, .admin, .member])
    func roles(own: Role) throws {
        let ledger = try ledger()
        for judging in [Judging.named(by: nil), .owner(of: "acme")] {
            let caller = caller(own.rawValue, judging)
            for (action, least) in actions() {
                var copy = ledger
                do throws(Rejection) {
                    try copy.execute(action, as: caller)
                    #expect(own >= least, "\(own) may \(action)")
                } catch {
                    #expect(own < least, "\(own) may not \(action)")
                    #expect(error == .roleForbidden(needed: least), "\(action)")
                }
            }
        }
    }

    @Test("Without a role to judge by, the scopes alone count")
    func nobody() throws {
        let ledger = try ledger()
        for caller in [caller(nil, .nobody), .folder(.cli)] {
            for (action, _) in actions() {
                var copy = ledger
                try copy.execute(action, as: caller)
            }
        }
    }

    @Test("A role counts in the tenant that it is of, and so does what is one's own")
    func otherTenants() throws {
        var ledger = try ledger()
        // In globex `admin` is no more than a member.
        try ledger.execute(role("admin", .member, in: "globex"))
        let named = caller("admin", .named(by: nil))
        try ledger.execute(.disableKey("acme_nobody"), as: named)
        #expect(throws: Rejection.roleForbidden(needed: .admin)) {
            try ledger.execute(.disableKey("globex_nobody"), as: named)
        }
        // An owner's role goes with the credential, but its keys are those of its own tenant.
        let member = caller("member", .owner(of: "acme"))
        try ledger.execute(.disableKey("acme_member"), as: member)
        #expect(throws: Rejection.roleForbidden(needed: .admin)) {
            try ledger.execute(.disableKey("globex_member"), as: member)
        }
        try ledger.execute(.disableKey("globex_member"), as: caller("owner", .owner(of: "acme")))
    }

    @Test("A role that was taken away a moment ago counts no more")
    func newest() throws {
        var ledger = try ledger()
        let admin = caller("admin", .named(by: nil))
        try ledger.execute(role("admin", .member))
        #expect(throws: Rejection.roleForbidden(needed: .admin)) {
            try ledger.execute(.disableKey("acme_nobody"), as: admin)
        }
        try ledger.execute(.removePrincipal(tenant: "acme", principal: "admin"))
        for action in [Action.disableKey("acme_nobody"), .disableKey("acme_admin")] {
            #expect(throws: Rejection.roleForbidden(needed: .member)) {
                try ledger.execute(action, as: admin)
            }
        }
    }

    @Test("Where the owner of a credential acts for a principal, both must be allowed to")
    func both() throws {
        var ledger = try ledger()
        let member = caller("member", .owner(of: "acme"))
        let asOwner = try #require(ledger.state.caller(member, actingFor: "owner"))
        for key in ["acme_nobody", "acme_owner", "acme_member"] {
            let isMembers = key == "acme_member"
            do throws(Rejection) {
                try ledger.execute(.disableKey(key), as: asOwner)
                #expect(isMembers)
            } catch {
                #expect(!isMembers && error == .roleForbidden(needed: .admin), "\(key)")
            }
        }
        let admin = caller("admin", .owner(of: "acme"))
        let asMember = try #require(ledger.state.caller(admin, actingFor: "member"))
        #expect(throws: Rejection.roleForbidden(needed: .admin)) {
            try ledger.execute(.disableKey("acme_nobody"), as: asMember)
        }
        try ledger.execute(.enableKey("acme_member"), as: asMember)
    }

    @Test("Who acts for a principal sees those of its tenants that have it")
    func acting() throws {
        var ledger = try ledger()
        try ledger.addTenant("initech")
        try ledger.execute(.removePrincipal(tenant: "globex", principal: "member"))
        let cases: [(TenantList, String, TenantList?)] = [
            (.all, "admin", .some(["acme", "globex"])), (.all, "member", .some(["acme"])),
            (.some(["globex", "initech"]), "admin", .some(["globex"])),
            (.some(["globex"]), "member", nil), (.some(["initech"]), "admin", nil),
            (.all, "eve", nil), (.all, "", nil), (.some([]), "admin", nil),
        ]
        for (tenants, principal, expected) in cases {
            var portal = caller("portal", .owner(of: "ledger"))
            portal.tenants = tenants
            let acting = ledger.state.caller(portal, actingFor: principal)
            #expect(acting?.tenants == expected, "\(principal) in \(tenants)")
            guard let acting else { continue }
            #expect(acting.actor.principal == principal)
            #expect(acting.actor.credential == "key_caller")
            guard case .named(let owner?) = acting.judging else {
                Issue.record("\(acting.judging)")
                continue
            }
            #expect((owner.tenant, owner.principal) == ("ledger", "portal"))
            #expect(acting.scopes == portal.scopes)
        }
    }

    @Test("A credential is judged by its owner, and is none once that one is removed")
    func ownersOfCredentials() throws {
        var ledger = try ledger()
        let secret = ledger.secret()
        var key = NewKey(id: "key_owned", tenant: "acme", name: "owned", secret: secret)
        key.owner = "member"
        key.scopes = ["ledger:write"]
        key.tenants = ["*"]
        try ledger.execute(.createKey(key))
        let caller = try #require(ledger.caller(presenting: secret.digest))
        #expect(caller.judging == .owner(of: "acme"))
        #expect(throws: Rejection.roleForbidden(needed: .admin)) {
            try ledger.execute(.disableKey("acme_admin"), as: caller)
        }
        try ledger.execute(.removePrincipal(tenant: "acme", principal: "member"))
        #expect(ledger.caller(presenting: secret.digest) == nil)
    }
}

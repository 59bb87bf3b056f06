import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideKeyTests {
    private func ledger() throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        return ledger
    }

    private func code(_ ledger: inout MemoryLedger, _ digest: Digest) throws -> DecisionCode {
        try ledger.authorize(
            AuthorizeRequest(presented: .token(digest), operation: "GET /")
        ).code
    }

    @Test("A key expires to the microsecond", arguments: [-1, 0, 1] as [Int64])
    func expiry(offset: Int64) throws {
        var ledger = try ledger()
        let end = ledger.now.advanced(seconds: 3_600)
        let digest = try ledger.addKey(
            "key_1", of: "acme", scopes: ["ledger:read"], expiresAt: end)
        ledger.now = end.advanced(by: offset)
        #expect(try code(&ledger, digest) == (offset < 0 ? .ok : .expired))
        #expect((ledger.caller(presenting: digest) != nil) == (offset < 0))
    }

    @Test("A key that expires at once or earlier is not created")
    func expired() throws {
        var ledger = try ledger()
        for offset in [-1, 0] as [Int64] {
            #expect(throws: Rejection.self) {
                try ledger.addKey("key_1", of: "acme", expiresAt: ledger.now.advanced(by: offset))
            }
        }
        try ledger.addKey("key_1", of: "acme", expiresAt: ledger.now.advanced(by: 1))
    }

    @Test("An expiry is moved, taken away and set again; the same again appends nothing")
    func changedExpiry() throws {
        var ledger = try ledger()
        let digest = try ledger.addKey("key_1", of: "acme")
        func change(_ expiry: KeyChanges.Expiry) -> Action {
            var changes = KeyChanges()
            changes.expiry = expiry
            return .updateKey("key_1", changes)
        }
        let end = ledger.now.advanced(seconds: 60)
        #expect(try ledger.execute(change(.never)).isEmpty)
        #expect(try ledger.execute(change(.at(end))).map(\.type) == [.keyExpiryChanged])
        #expect(try ledger.execute(change(.at(end))).isEmpty)
        ledger.now = end
        #expect(try code(&ledger, digest) == .expired)
        #expect(try ledger.execute(change(.never)).map(\.type) == [.keyExpiryChanged])
        #expect(try code(&ledger, digest) == .ok)
    }

    @Test("After a rotation both tokens are good until the overlap ends, to the microsecond")
    func rotation() throws {
        var ledger = try ledger()
        let old = try ledger.addKey("key_1", of: "acme")
        let new = ledger.secret()
        try ledger.execute(.rotateKey("key_1", new, overlapSeconds: 60))
        let end = ledger.now.advanced(seconds: 60)
        #expect(try code(&ledger, old) == .ok)
        #expect(try code(&ledger, new.digest) == .ok)
        ledger.now = end.advanced(by: -1)
        #expect(try code(&ledger, old) == .ok)
        ledger.now = end
        #expect(try code(&ledger, old) == .expired)
        #expect(try code(&ledger, new.digest) == .ok)
        guard case .usageDenied(let denied)? = ledger.entries.dropLast().last?.body else {
            Issue.record("the denial is not recorded")
            return
        }
        #expect(denied.secretVersion == 1)
    }

    @Test("A rotation without overlap ends the old token at once")
    func rotationWithoutOverlap() throws {
        var ledger = try ledger()
        let old = try ledger.addKey("key_1", of: "acme", scopes: ["ledger:read"])
        let new = ledger.secret()
        try ledger.execute(.rotateKey("key_1", new, overlapSeconds: 0))
        #expect(try code(&ledger, old) == .expired)
        #expect(try code(&ledger, new.digest) == .ok)
        #expect(ledger.caller(presenting: old) == nil)
        #expect(ledger.caller(presenting: new.digest)?.actor.credential == "key_1")
    }

    @Test(
        "A second rotation neither draws out an older overlap nor leaves it longer than its own",
        arguments: [(60, 3_600, 60, 3_600), (3_600, 60, 60, 60)] as [(Int64, Int64, Int64, Int64)])
    func rotatedTwice(first: Int64, second: Int64, oldest: Int64, middle: Int64) throws {
        var ledger = try ledger()
        let start = ledger.now
        let digest = try ledger.addKey("key_1", of: "acme")
        let secrets = [ledger.secret(), ledger.secret()]
        try ledger.execute(.rotateKey("key_1", secrets[0], overlapSeconds: first))
        try ledger.execute(.rotateKey("key_1", secrets[1], overlapSeconds: second))
        let ends: [(Digest, Int64?)] = [
            (digest, oldest), (secrets[0].digest, middle), (secrets[1].digest, nil),
        ]
        for (digest, end) in ends {
            for seconds in [0, 59, 60, 3_599, 3_600] as [Int64] {
                ledger.now = start.advanced(seconds: seconds)
                var request = AuthorizeRequest(presented: .token(digest), operation: "GET /")
                request.mode = .check
                let expected: DecisionCode = end.map { seconds >= $0 } ?? false ? .expired : .ok
                #expect(try ledger.authorize(request).code == expected, "after \(seconds) s")
            }
        }
    }

    @Test("An overlap over the limit, a known token and an imported key are refused for rotation")
    func refusedRotation() throws {
        var ledger = try ledger()
        let digest = try ledger.addKey("key_1", of: "acme")
        for seconds in [-1, Limits.overlapSeconds + 1] {
            #expect(throws: Rejection.self) {
                try ledger.execute(
                    .rotateKey("key_1", ledger.secret(), overlapSeconds: seconds))
            }
        }
        #expect(throws: Rejection.tokenTaken) {
            let same = NewSecret(digest: digest, hint: "kl_…same")
            try ledger.execute(.rotateKey("key_1", same, overlapSeconds: 0))
        }
        try ledger.execute(
            .importKey(
                ImportedKey(
                    id: "AKIA1", tenant: "acme", owner: nil, origin: "unknown", name: nil)))
        #expect(throws: Rejection.self) {
            try ledger.execute(.rotateKey("AKIA1", ledger.secret(), overlapSeconds: 0))
        }
    }

    @Test("A disabled key is denied until it is enabled")
    func disabling() throws {
        var ledger = try ledger()
        let digest = try ledger.addKey("key_1", of: "acme", scopes: ["ledger:read"])
        #expect(try ledger.execute(.disableKey("key_1")).map(\.type) == [.keyDisabled])
        #expect(try code(&ledger, digest) == .disabled)
        #expect(ledger.caller(presenting: digest) == nil)
        #expect(try ledger.execute(.enableKey("key_1")).map(\.type) == [.keyEnabled])
        #expect(try code(&ledger, digest) == .ok)
        #expect(ledger.caller(presenting: digest) != nil)
    }

    @Test("A revoked or deleted key is denied for ever, and nothing brings it back")
    func final() throws {
        for (action, status) in [
            (Action.revokeKey("key_1"), KeyStatus.revoked), (.deleteKey("key_1"), .deleted),
        ] {
            var ledger = try ledger()
            let digest = try ledger.addKey("key_1", of: "acme")
            try ledger.execute(action)
            #expect(ledger.state.key("key_1")?.status == status)
            #expect(try code(&ledger, digest) == .revoked)
            var changes = KeyChanges()
            changes.name = "again"
            let secret = ledger.secret()
            for later in [
                Action.enableKey("key_1"), .disableKey("key_1"), .updateKey("key_1", changes),
                .rotateKey("key_1", secret, overlapSeconds: 0),
            ] {
                #expect(throws: Rejection.keyFinal(status)) { try ledger.execute(later) }
            }
            #expect(throws: Rejection.idTaken("key_1")) {
                try ledger.addKey("key_1", of: "acme")
            }
            #expect(try code(&ledger, digest) == .revoked)
        }
    }

    @Test("A revoked key can still be deleted, not the other way round")
    func revokedThenDeleted() throws {
        var ledger = try ledger()
        try ledger.addKey("key_1", of: "acme")
        try ledger.execute(.revokeKey("key_1"))
        #expect(try ledger.execute(.deleteKey("key_1")).map(\.type) == [.keyDeleted])
        #expect(try ledger.execute(.revokeKey("key_1")).isEmpty)
        #expect(ledger.state.key("key_1")?.status == .deleted)
    }

    @Test("What is so already appends nothing when it is wished again")
    func repeats() throws {
        var ledger = try ledger()
        try ledger.addKey("key_1", of: "acme", scopes: ["crm:read"])
        var changes = KeyChanges()
        changes.scopes = ["crm:read"]
        changes.caps = []
        #expect(try ledger.execute(.updateKey("key_1", changes)).isEmpty)
        #expect(try ledger.execute(.enableKey("key_1")).isEmpty)
        for action in [
            Action.disableKey("key_1"), .revokeKey("key_1"), .deleteKey("key_1"),
        ] {
            #expect(try ledger.execute(action).count == 1)
            #expect(try ledger.execute(action).isEmpty)
            if case .disableKey = action { try ledger.execute(.enableKey("key_1")) }
        }
        var tenant = TenantChanges()
        tenant.timeZone = "UTC"
        tenant.caps = []
        tenant.lateDays = Limits.lateDays
        #expect(try ledger.execute(.updateTenant("acme", tenant)).isEmpty)
    }

    @Test("One update changes all that it names, in one go or not at all")
    func update() throws {
        var ledger = try ledger()
        try ledger.addKey("key_1", of: "acme")
        var changes = KeyChanges()
        changes.name = "new name"
        changes.scopes = ["crm:*"]
        changes.caps = [Cap(meter: "calls", period: .month, limit: 10)]
        changes.expiry = .at(ledger.now.advanced(seconds: 60))
        let entries = try ledger.execute(.updateKey("key_1", changes), id: "update-1")
        #expect(
            entries.map(\.type) == [
                .keyRenamed, .keyScopesChanged, .keyCapsChanged, .keyExpiryChanged,
            ])
        #expect(entries.map(\.id) == ["update-1", nil, nil, nil])
        let key = try #require(ledger.state.key("key_1"))
        #expect(key.scopes == ["crm:*"])
        #expect(key.capsEntry == entries[2].sequence)
        #expect(
            key.history == [ledger.entries.count - 5].map(UInt64.init) + entries.map(\.sequence))
        #expect(key.name.flatMap { ledger.sealing.open($0) }?.name == "new name")

        let position = ledger.state.position
        changes.scopes = ["crm:read"]
        changes.caps = [Cap(meter: "Calls", period: .month, limit: 10)]
        #expect(throws: Rejection.self) { try ledger.execute(.updateKey("key_1", changes)) }
        #expect(ledger.state.position == position)
    }

    @Test("Usage since a key became inactive is flagged, whatever became of it later")
    func inactive() throws {
        var ledger = try ledger()
        let start = ledger.now
        try ledger.addKey("key_1", of: "acme")
        // Disabled after 10 s, revoked after 20 s, deleted after 30 s.
        for (seconds, action) in [
            (10, Action.disableKey("key_1")), (20, .revokeKey("key_1")), (30, .deleteKey("key_1")),
        ] as [(Int64, Action)] {
            ledger.now = start.advanced(seconds: seconds)
            try ledger.execute(action)
        }
        for (seconds, flags) in [
            (9, []), (10, [.keyInactive]), (15, [.keyInactive]), (25, [.keyInactive]),
            (30, [.keyInactive]),
        ] as [(Int64, [UsageFlag])] {
            ledger.record(.call("key_1", time: start.advanced(seconds: seconds)))
            guard case .usageRecorded(let usage)? = ledger.entries.last?.body else {
                Issue.record("the usage of a deleted key is a fact")
                return
            }
            #expect(usage.flags == flags, "after \(seconds) s")
        }
        // A fact counts, flagged or not.
        let month = CountedPeriod.month(Month(year: 2026, month: 11))
        let index = try #require(ledger.state.keyIndex("key_1"))
        #expect(ledger.state.counter(.key(index), meter: "calls", period: month).used == 5)
    }
}

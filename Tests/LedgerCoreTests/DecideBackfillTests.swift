import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideBackfillTests {
    private func ledger() throws -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme", caps: [Cap(meter: "calls", period: .month, limit: 1)])
        try ledger.addTenant("globex")
        try ledger.execute(
            .importKey(
                ImportedKey(
                    id: "AKIA1", tenant: "acme", owner: nil, origin: "unknown", name: nil)),
            time: Timestamp("2023-07-10T11:00:00Z"))
        try ledger.execute(.openImport(tenant: "acme", backfill: "import-1"))
        return ledger
    }

    private func line(_ id: String, _ time: Timestamp) -> UsageLine {
        var line = UsageLine.call("AKIA1", id: id, time: time)
        line.backfill = "import-1"
        return line
    }

    private func use(_ ledger: MemoryLedger) throws -> KeyUse {
        ledger.state.keyUses[try #require(ledger.state.keyIndex("AKIA1"))]
    }

    /// No command opens one yet.
    private func openCorrection(_ ledger: inout MemoryLedger) {
        var opened = BackfillOpened()
        opened.backfill = "correction-1"
        opened.kind = .correction
        ledger.append(.backfillOpened(opened), tenant: "acme")
    }

    private static let old = Timestamp("2023-07-10T11:45:00Z")
    private static let newer = Timestamp("2023-07-11T11:45:00Z")

    @Test("What an import brings counts nowhere until it is committed, and then in no meter or cap")
    func imported() throws {
        var ledger = try ledger()
        var refused = line("refused", Self.newer)
        refused.outcome = .denied
        for line in [line("a", Self.newer), line("b", Self.old), refused] {
            guard case .accepted = ledger.record(line) else {
                Issue.record("\(line) is refused")
                return
            }
        }
        #expect(!ledger.entries.contains { $0.type == .periodOpened }, "an import opens no month")
        #expect(try use(ledger) == KeyUse())
        #expect(ledger.state.backfill("import-1")?.records == 3)

        let committed = try ledger.execute(.commitBackfill("import-1"))
        guard case .backfillCommitted(let payload)? = committed.first?.body else {
            Issue.record("the import is not committed")
            return
        }
        #expect(payload.records == 3)
        let use = try use(ledger)
        #expect(use.usageCount == 2)
        #expect(use.lastUsed == Self.newer && use.lastSeen == Self.newer)
        #expect(ledger.state.tenant("acme")?.meters == [])
        #expect(ledger.state.tenant("acme")?.openImport == nil)

        #expect(try ledger.execute(.commitBackfill("import-1")).isEmpty)
        #expect(try self.use(ledger) == use)
        #expect(ledger.record(line("c", Self.old)) == .rejected(.backfillNotFound))
        // The cap of one call is untouched.
        #expect(try ledger.authorize(.call("AKIA1")).code == .ok)
    }

    @Test("An import of a key in use adds to what the key did, and makes nothing older of it")
    func mixed() throws {
        var ledger = try ledger()
        ledger.record(.call("AKIA1", time: ledger.now))
        ledger.record(line("a", Self.old))
        try ledger.execute(.commitBackfill("import-1"))
        let use = try use(ledger)
        #expect(use.usageCount == 2)
        #expect(use.lastUsed == ledger.now && use.lastSeen == ledger.now)
    }

    @Test("A tenant has one open import: opening another goes on with the first")
    func oneImport() throws {
        var ledger = try ledger()
        #expect(try ledger.execute(.openImport(tenant: "acme", backfill: "import-2")).isEmpty)
        #expect(ledger.state.tenant("acme")?.openImport == "import-1")
        #expect(throws: Rejection.idTaken("import-1")) {
            try ledger.execute(.openImport(tenant: "globex", backfill: "import-1"))
        }
        try ledger.execute(.commitBackfill("import-1"))
        #expect(try ledger.execute(.openImport(tenant: "acme", backfill: "import-2")).count == 1)
        #expect(throws: Rejection.idTaken("import-1")) {
            try ledger.execute(.commitBackfill("import-2"))
            try ledger.execute(.openImport(tenant: "acme", backfill: "import-1"))
        }
    }

    @Test("Usage goes only into an open backfill of its own tenant")
    func strays() throws {
        var ledger = try ledger()
        try ledger.addKey("key_g", of: "globex")
        var line = UsageLine.call("key_g", time: Self.old)
        for backfill in ["import-1", "missing"] {
            line.backfill = backfill
            #expect(ledger.record(line) == .rejected(.backfillNotFound))
        }
        #expect(throws: Rejection.backfillNotFound) {
            try ledger.execute(.commitBackfill("missing"))
        }
    }

    @Test("A second run of an import finds every record there")
    func again() throws {
        var ledger = try ledger()
        ledger.record(line("a", Self.old))
        let first = ledger.state.position - 1
        try ledger.execute(.commitBackfill("import-1"))
        try ledger.execute(.openImport(tenant: "acme", backfill: "import-2"))
        var again = line("a", Self.old)
        again.backfill = "import-2"
        #expect(ledger.record(again) == .duplicate(first))
        again.status = 500
        #expect(ledger.record(again) == .conflict(first))
        try ledger.execute(.commitBackfill("import-2"))
        #expect(try use(ledger).usageCount == 1)
    }

    @Test("A backfill that is taken back counts nowhere, and its ids are free again")
    func reverted() throws {
        var ledger = try ledger()
        ledger.record(line("a", Self.old))
        var payload = BackfillReverted()
        payload.backfill = "import-1"
        ledger.append(.backfillReverted(payload), tenant: "acme")
        #expect(try use(ledger) == KeyUse())
        #expect(ledger.state.tenant("acme")?.openImport == nil)
        #expect(throws: Rejection.backfillNotFound) {
            try ledger.execute(.commitBackfill("import-1"))
        }
        // The id names another call now; were the first still bound, it would be a conflict.
        var other = UsageLine.call("AKIA1", id: "a", time: ledger.now)
        other.operation = "another operation"
        guard case .accepted(let sequence) = ledger.record(other) else {
            Issue.record("the id is not free")
            return
        }
        #expect(ledger.record(other) == .duplicate(sequence))
        #expect(ledger.record(.call("AKIA1", id: "a", time: ledger.now)) == .conflict(sequence))
        // Neither a second reversal nor a commit after it brings anything back.
        var commit = BackfillCommitted()
        commit.backfill = "import-1"
        ledger.append(.backfillReverted(payload), tenant: "acme")
        ledger.append(.backfillCommitted(commit), tenant: "acme")
        #expect(try use(ledger).usageCount == 1)
        #expect(ledger.state.backfill("import-1")?.status == .reverted)
    }

    @Test("An admission may take an id that a reverted backfill had")
    func revertedAdmission() throws {
        var ledger = try ledger()
        ledger.record(line("a", Self.old))
        var payload = BackfillReverted()
        payload.backfill = "import-1"
        ledger.append(.backfillReverted(payload), tenant: "acme")
        let decision = try ledger.authorize(.call("AKIA1", id: "a"))
        #expect(decision.code == .ok && !decision.isReplay)
        #expect(try ledger.authorize(.call("AKIA1", id: "a")).isReplay)
    }

    @Test("Quantities of billable records wait for the commit of their backfill")
    func correction() throws {
        var ledger = try ledger()
        ledger.record(.call("AKIA1", time: ledger.now))
        openCorrection(&ledger)
        var line = UsageLine.call("AKIA1", time: ledger.now, quantities: .of(["tokens": 7]))
        line.backfill = "correction-1"
        ledger.record(line)
        let month = CountedPeriod.month(Month(year: 2026, month: 11))
        let key = Subject.key(try #require(ledger.state.keyIndex("AKIA1")))
        #expect(ledger.state.counter(key, meter: "tokens", period: month).used == 0)
        #expect(ledger.state.counter(key, meter: "calls", period: month).used == 1)
        try ledger.execute(.commitBackfill("correction-1"))
        #expect(ledger.state.counter(key, meter: "tokens", period: month).used == 7)
        #expect(ledger.state.counter(key, meter: "calls", period: month).used == 2)
        #expect(ledger.state.tenant("acme")?.openImport == "import-1", "the import is still open")
    }

    @Test(
        "A billable record may be as old as a month can be, but is not from the future",
        arguments: [
            (Timestamp("0000-01-31T12:00:00Z"), true), (Timestamp("2026-11-21T00:00:00Z"), true),
            (Timestamp("9999-12-31T23:00:00Z"), false),
        ])
    func correctionTimes(time: Timestamp, isTaken: Bool) throws {
        var ledger = try ledger()
        openCorrection(&ledger)
        var line = UsageLine.call("AKIA1", time: time)
        line.backfill = "correction-1"
        if case .accepted = ledger.record(line) {
            #expect(isTaken)
        } else {
            #expect(!isTaken)
            #expect(ledger.state.tenant("acme")?.periods.isEmpty == true)
        }
    }

    @Test("A billable record opens its month, so that it counts there once it is committed")
    func correctionOpensMonth() throws {
        var ledger = try ledger()
        openCorrection(&ledger)
        ledger.record(line("imported", Self.old))
        #expect(ledger.state.tenant("acme")?.periods.isEmpty == true, "an import needs no month")
        var line = UsageLine.call("AKIA1", time: Timestamp("2026-09-07T12:00:00Z"))
        line.backfill = "correction-1"
        ledger.record(line)
        #expect(
            ledger.state.tenant("acme")?.periods.map(\.month) == [Month(year: 2026, month: 9)])
        try ledger.execute(.commitBackfill("correction-1"))
        let september = CountedPeriod.month(Month(year: 2026, month: 9))
        let day = CountedPeriod.day(Timestamp("2026-09-07T00:00:00Z"))
        let key = Subject.key(try #require(ledger.state.keyIndex("AKIA1")))
        let tenant = Subject.tenant(try #require(ledger.state.tenantIndex("acme")))
        for subject in [key, tenant] {
            #expect(ledger.state.counter(subject, meter: "calls", period: september).used == 1)
            #expect(ledger.state.counter(subject, meter: "calls", period: day).used == 1)
        }
    }
}

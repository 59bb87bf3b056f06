package import LedgerCore

extension MemoryLedger {
    /// A ledger with tenants in several zones, to `wander` in.
    package static func wandering() throws(Rejection) -> MemoryLedger {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant(
            "acme", caps: [Cap(meter: "calls", period: .month, limit: 1_000)],
            timeZone: "Offset/330")
        try ledger.addTenant("globex", lateDays: 3)
        return ledger
    }

    /// Does something at random: one of all that changes the state in a way of its own. What is
    /// rejected changes nothing.
    package mutating func wander(using generator: inout SplitMix64) {
        now = now.advanced(seconds: .random(in: 0..<20_000, using: &generator))
        let tenant = generator.element(of: ["acme", "globex"])
        let number = Int.random(in: 0..<200, using: &generator)
        let key = "key_\(number)"
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<6:
            let caps = [Cap(meter: "calls", period: .day, limit: Int64(number))]
            _ = try? addKey(key, of: tenant, scopes: ["crm:*"], caps: caps)
        case 6..<11:
            let meter = generator.element(of: ["tokens", "bytes", "rows"])
            let quantities = Quantities.of(["calls": 1, meter: Int64(number) << 40])
            record(.call(key, id: "\(number % 40)", quantities: quantities))
        case 11..<13: _ = try? authorize(.call(key))
        case 13: _ = try? execute(.addPrincipal(principal(number, of: tenant)))
        case 14: _ = try? execute(.disableKey(key))
        case 15: _ = try? execute(.enableKey(key))
        case 16:
            let principal = "p\(number % 20)"
            _ = try? execute(.removePrincipal(tenant: tenant, principal: principal))
        case 17: openCorrection("backfill-\(number % 60)", of: tenant)
        case 18: closeCorrection("backfill-\(number % 60)", commits: number < 150)
        default:
            var line = UsageLine.call(key, id: "b\(number)")
            line.backfill = "backfill-\(number % 60)"
            record(line)
        }
    }

    private func principal(_ number: Int, of tenant: String) -> NewPrincipal {
        var personal = PersonalValues()
        personal.name = "Person \(number)"
        return NewPrincipal(
            tenant: tenant, id: "p\(number % 20)", kind: .person, role: .member,
            personal: personal)
    }

    private mutating func openCorrection(_ backfill: String, of tenant: String) {
        guard state.backfill(backfill) == nil else { return }
        var opened = BackfillOpened()
        opened.backfill = backfill
        opened.kind = .correction
        append(.backfillOpened(opened), tenant: tenant)
    }

    private mutating func closeCorrection(_ backfill: String, commits: Bool) {
        guard let open = state.backfill(backfill) else { return }
        let tenant = state.tenants[open.tenant].id
        var committed = BackfillCommitted()
        committed.backfill = backfill
        var reverted = BackfillReverted()
        reverted.backfill = backfill
        append(
            commits ? .backfillCommitted(committed) : .backfillReverted(reverted), tenant: tenant)
    }
}

import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct MeterRowTests {
    private static let groupings: [[MeterDimension]] =
        [[.key, .day], [.principal, .scope], MeterDimension.allCases.reversed()]
        + MeterDimension.allCases.map { [$0] }

    /// Two months of usage, some of it late, in segments of 256 entries.
    private func fill(_ disk: DiskLedger, _ generator: inout SplitMix64) async throws {
        for tenant in ["acme", "globex"] {
            try await disk.addTenant(tenant)
            try await disk.execute(
                .addPrincipal(
                    NewPrincipal(
                        tenant: tenant, id: "ada", kind: .person, role: .owner,
                        personal: PersonalValues())))
            for number in 0..<3 {
                let minted = try TokenMint.mint()
                var key = NewKey(
                    id: "\(tenant)_\(number)", tenant: tenant, name: "k", secret: minted.secret)
                key.owner = number == 0 ? "ada" : nil
                try await disk.execute(.createKey(key))
            }
        }
        for _ in 0..<60 {
            disk.clock.advance(seconds: 86_400)
            let lines = (0..<20).map { _ in line(at: disk.clock.now, &generator) }
            let answers = try await disk.record(lines)
            #expect(
                answers.allSatisfy {
                    if case .accepted = $0 { true } else { false }
                })
        }
    }

    private func line(at now: Timestamp, _ generator: inout SplitMix64) -> UsageLine {
        let tenant = generator.element(of: ["acme", "acme", "globex"])
        var line = UsageLine()
        if generator.chance(oneIn: 5) {
            line.tenant = tenant
            line.principal = generator.element(of: ["ada", nil])
        } else {
            line.key = "\(tenant)_\(generator.element(of: [0, 1, 2]))"
        }
        line.operation = generator.element(of: ["read", "write", "list"])
        line.scopes = generator.element(of: [[], ["a"], ["a", "b"]])
        line.outcome = generator.chance(oneIn: 6) ? .denied : .allowed
        line.quantities = generator.element(of: [.none, .of(["tokens": 7]), .of(["calls": 3])])
        // From 34 days late to almost 5 minutes early.
        let seconds = Int64.random(in: (-34 * 86_400)...299, using: &generator)
        line.time = now.advanced(by: seconds * Timestamp.microsecondsPerSecond)
        return line
    }

    @Test(
        "However they are grouped, the rows of a meter add up to the counter of the month",
        arguments: Seed.all)
    func sums(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let disk = try DiskLedger()
        try await fill(disk, &generator)
        for id in ["acme", "globex", "ledger"] {
            let view = disk.view
            let tenant = try #require(view.state.tenant(id))
            for period in tenant.periods {
                let counters = try #require(try view.meters(of: tenant, in: period.month, by: []))
                for grouping in Self.groupings {
                    let rows = try #require(
                        try view.meters(of: tenant, in: period.month, by: grouping))
                    var sums: [String: Int128] = [:]
                    for row in rows { sums[row.meter, default: 0] += row.quantity }
                    let expected = counters.map { ($0.meter, $0.quantity) }
                    #expect(
                        sums == Dictionary(uniqueKeysWithValues: expected),
                        "\(id) \(period.month) by \(grouping)")
                    #expect(rows.allSatisfy { $0.values.count == grouping.count })
                    #expect(Set(rows.map { "\($0.values) \($0.meter)" }).count == rows.count)
                }
            }
        }
        await disk.close()
    }

    @Test("By key, what counters say is what the entries say", arguments: Seed.all)
    func keys(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let disk = try DiskLedger()
        try await fill(disk, &generator)
        let tenant = try #require(disk.view.state.tenant("acme"))
        for period in tenant.periods {
            let counted = try #require(
                try disk.view.meters(of: tenant, in: period.month, by: [.key]))
            let scanned = try #require(
                try disk.view.meters(of: tenant, in: period.month, by: [.key, .day]))
            var sums: [String: Int128] = [:]
            for row in scanned {
                sums["\(row.values[0] ?? "-") \(row.meter)", default: 0] += row.quantity
            }
            let expected = counted.map { ("\($0.values[0] ?? "-") \($0.meter)", $0.quantity) }
            #expect(sums == Dictionary(uniqueKeysWithValues: expected), "\(period.month)")
            for row in scanned {
                #expect(row.values[1]?.hasPrefix(period.month.description) == true)
            }
        }
        await disk.close()
    }
}

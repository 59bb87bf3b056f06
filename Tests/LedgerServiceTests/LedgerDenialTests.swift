import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct LedgerDenialTests {
    /// A tenant whose keys are disabled, except for `key_open`.
    private func disk(keys: Int = 1) async throws -> DiskLedger {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_open", of: "acme")
        for number in 0..<keys {
            try await disk.addKey("key_\(number)", of: "acme")
            try await disk.execute(.disableKey("key_\(number)"))
        }
        return disk
    }

    /// - Returns: how many of the denials became entries of their own.
    private func deny(_ key: String, times: Int, in disk: DiskLedger) async throws -> Int {
        var entries = 0
        for _ in 0..<times {
            let decision = try await disk.authorize(.call(key))
            #expect(!decision.isAllowed)
            if decision.entry != nil { entries += 1 }
        }
        return entries
    }

    private func aggregates(_ disk: DiskLedger) throws -> [Entry] {
        try disk.entries().filter { $0.type == .usageDeniedAggregate }
    }

    /// What can follow a second with too many denials.
    enum Next: CaseIterable {
        case command, call, batch, denial, close
    }

    @Test(
        "Beyond ten a second the denials of a key are counted, and said by one entry",
        arguments: Next.allCases)
    func perKey(next: Next) async throws {
        let disk = try await disk()
        #expect(try await deny("key_0", times: 25, in: disk) == 10)
        #expect(try disk.used(Meter.deniedCalls, key: "key_0") == 10)
        if next != .close { disk.clock.advance(seconds: 1) }
        var denied: Int128 = 25
        switch next {
        case .command:
            let position = disk.view.position
            #expect(
                try await disk.execute(.enableKey("key_0")) == (position + 1)..<(position + 2),
                "the aggregate is no part of what the command appended")
        case .call: #expect(try await disk.authorize(.call("key_open")).code == .ok)
        case .batch:
            let answers = try await disk.record([.call("key_open")])
            #expect(answers == [.accepted(disk.view.position - 1)])
        case .denial:
            #expect(try await deny("key_0", times: 1, in: disk) == 1)
            denied += 1
        case .close: try await disk.reopen()
        }
        #expect(try disk.used(Meter.deniedCalls, key: "key_0") == denied)
        let entry = try #require(try aggregates(disk).first)
        guard case .usageDeniedAggregate(let payload) = entry.body else { return }
        #expect(payload.counts == Quantities([.init(meter: "disabled", quantity: 15)]))
        #expect(payload.from == .start && payload.until == Timestamp.start.advanced(seconds: 1))
        #expect(entry.key == "key_0" && entry.tenant == "acme")
        #expect(try aggregates(disk).count == 1)
        try await disk.expectSound()
    }

    @Test("Every second has its own ten, and its own entry for the rest")
    func perSecond() async throws {
        let disk = try await disk()
        for _ in 0..<3 {
            #expect(try await deny("key_0", times: 12, in: disk) == 10)
            disk.clock.advance(seconds: 1)
        }
        try await disk.authorize(.call("key_open"))
        #expect(try aggregates(disk).count == 3)
        #expect(try disk.used(Meter.deniedCalls, key: "key_0") == 36)
        try await disk.expectSound()
    }

    @Test("A tenant has a hundred a second, and a flood on one key hides no other's")
    func perTenant() async throws {
        let disk = try await disk(keys: 12)
        #expect(try await deny("key_0", times: 300, in: disk) == 10)
        var entries = 10
        for number in 1..<12 {
            entries += try await deny("key_\(number)", times: 10, in: disk)
        }
        #expect(entries == 100)
        #expect(try await deny("key_11", times: 1, in: disk) == 0)
        disk.clock.advance(seconds: 1)
        try await disk.authorize(.call("key_open"))
        var denied: Int128 = 0
        for number in 0..<12 { denied += try disk.used(Meter.deniedCalls, key: "key_\(number)") }
        #expect(denied == 300 + 110 + 1)
        try await disk.expectSound()
    }

    @Test("Callers without a known key share a hundred a second")
    func unknown() async throws {
        let disk = try await disk()
        #expect(try await deny("key_none", times: 130, in: disk) == 100)
        // Another tenant's are not touched.
        #expect(try await deny("key_0", times: 10, in: disk) == 10)
        var malformed = AuthorizeRequest.call("x")
        malformed.presented = .malformed
        #expect(try await disk.authorize(malformed).entry == nil)
        disk.clock.advance(seconds: 1)
        try await disk.authorize(.call("key_open"))
        let entry = try #require(try aggregates(disk).first)
        guard case .usageDeniedAggregate(let payload) = entry.body else { return }
        #expect(entry.tenant == reservedTenant && entry.key == nil)
        #expect(
            payload.counts
                == Quantities([
                    .init(meter: "malformed_key", quantity: 1),
                    .init(meter: "unknown_key", quantity: 30),
                ]))
        let month = CountedPeriod.month(Month(year: 2026, month: 11))
        let counter = disk.view.state.counter(.tenant(0), meter: Meter.deniedCalls, period: month)
        #expect(counter.used == 131)
        try await disk.expectSound()
    }

    @Test(
        "Denials that wait are said after a second though nothing else comes")
    func wakingUp() async throws {
        let disk = try await disk()
        _ = try await deny("key_0", times: 11, in: disk)
        let position = disk.view.position
        disk.clock.advance(seconds: 1)
        while disk.view.position == position { try await Task.sleep(for: .milliseconds(2)) }
        #expect(try aggregates(disk).map(\.sequence) == [position])
        try await disk.expectSound()
    }
}

import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct LedgerClockTests {
    private static let second: Int64 = 1_000_000

    private func disk() async throws -> DiskLedger {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        return disk
    }

    private func recordedAt(_ disk: DiskLedger) async throws -> Timestamp? {
        let decision = try await disk.authorize(.call("key_1"))
        return try disk.view.entry(at: try #require(decision.entry))?.recordedAt
    }

    @Test(
        "A clock that falls back by more than five seconds stops appends until it recovers",
        arguments: [-6, -3_600, -86_400 * 400] as [Int64])
    func back(seconds: Int64) async throws {
        let disk = try await disk()
        disk.clock.jump(microseconds: seconds * Self.second)
        try await expectSuspect(disk)
        disk.clock.jump(microseconds: -seconds * Self.second)
        #expect(try await recordedAt(disk) == .start)
        try await disk.expectSound()
    }

    @Test(
        "A clock that leaps ahead by more than a minute stops appends until it recovers",
        arguments: [1, 86_400_000_000] as [Int64])
    func ahead(microseconds: Int64) async throws {
        let disk = try await disk()
        disk.clock.advance(seconds: 3_600)
        disk.clock.jump(microseconds: 60 * Self.second + microseconds)
        try await expectSuspect(disk)
        disk.clock.jump(microseconds: -microseconds)
        #expect(try await recordedAt(disk) == Timestamp.start.advanced(seconds: 3_660))
        try await disk.expectSound()
    }

    private func expectSuspect(_ disk: DiskLedger) async throws {
        let position = disk.view.position
        await #expect(throws: Rejection.clockSuspect) {
            try await disk.authorize(.call("key_1"))
        }
        await #expect(throws: Rejection.clockSuspect) {
            try await disk.execute(.disableKey("key_1"))
        }
        // No fault of any line: all are to be sent again.
        await #expect(throws: Rejection.clockSuspect) {
            try await disk.record([.call("key_1"), .call("key_none")])
        }
        #expect(disk.view.position == position)
        // Looking is not appending.
        #expect(try await disk.authorize(.call("key_1", mode: .check)).code == .ok)
    }

    @Test("What follows in a stream is turned away as what came before it; another stream is not")
    func stream() async throws {
        let disk = try await disk()
        let stream = UsageStream()
        let caller = Caller.folder(.cli)
        func submit(_ id: String, of stream: UsageStream) async throws -> [UsageAnswer] {
            try await disk.ledger.submit([.call("key_1", id: id)], of: stream, caller: caller)
                .receipt().answers
        }
        let first = try await submit("one", of: stream)
        guard case .accepted = first.first else {
            Issue.record("the first part was not accepted: \(first)")
            return
        }
        disk.clock.jump(microseconds: -60 * Self.second)
        await #expect(throws: Rejection.clockSuspect) { try await submit("two", of: stream) }
        disk.clock.jump(microseconds: 60 * Self.second)
        let position = disk.view.position
        await #expect(throws: Rejection.clockSuspect) { try await submit("three", of: stream) }
        #expect(disk.view.position == position)
        guard case .accepted = try await submit("three", of: UsageStream()).first else {
            Issue.record("another stream was turned away too")
            return
        }
        try await disk.expectSound()
    }

    @Test("A clock that falls back by a little is waited for: no entry is recorded before the last")
    func littleBack() async throws {
        let disk = try await disk()
        disk.clock.advance(seconds: 10)
        let last = try await recordedAt(disk)
        for back in [0, 1, Self.second, 5 * Self.second - 1] {
            disk.clock.jump(microseconds: -back)
            if back > 1 { disk.clock.jump(microseconds: back == Self.second ? 0 : Self.second) }
            #expect(try await recordedAt(disk) == last)
        }
        disk.clock.advance(seconds: 6)
        #expect(try await recordedAt(disk) == disk.clock.now)
        try await disk.expectSound()
    }

    @Test("A clock that went wrong while the ledger was closed is found at the next start")
    func betweenStarts() async throws {
        let disk = try await disk()
        await disk.close()
        disk.clock.jump(microseconds: -6 * Self.second)
        try await disk.reopen()
        await #expect(throws: Rejection.clockSuspect) {
            try await disk.authorize(.call("key_1"))
        }
        // Time heals it.
        disk.clock.advance(seconds: 1)
        #expect(try await recordedAt(disk) == .start)
        try await disk.expectSound()
    }
}

import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct StatusTests {
    private static let reserve = Limits.diskReserveBytes

    @Test(
        "Days until the disk is full are whole ones, at the rate of the last day",
        arguments: [
            // entries, of the last day, bytes, free beyond the reserve: per entry, a day, days
            (100, 10, 1_000, 1_000, 10, 100, 10 as UInt64?),
            (100, 10, 1_001, 1_099, 11, 110, 9),
            (3, 3, 10, 12, 4, 12, 1),
            (3, 3, 10, 11, 4, 12, 0),
            (100, 0, 1_000, 1_000, 10, 0, nil),
            (0, 0, 0, 1_000, 0, 0, nil),
        ] as [(UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64?)])
    func growth(
        entries: UInt64, day: UInt64, bytes: UInt64, usable: UInt64, perEntry: UInt64,
        perDay: UInt64, days: UInt64?
    ) {
        let growth = LedgerStatus.Growth(
            entries: entries, entriesPerDay: day, bytes: bytes, freeBytes: Self.reserve + usable)
        #expect(growth.bytesPerEntry == perEntry)
        #expect(growth.bytesPerDay == perDay)
        #expect(growth.daysUntilFull == days)
    }

    @Test("A disk within its reserve is full today, and no number overflows")
    func edges() {
        let low = LedgerStatus.Growth(
            entries: 1, entriesPerDay: 1, bytes: 1, freeBytes: Self.reserve - 1)
        #expect(low.usableBytes == 0 && low.daysUntilFull == 0)
        let most = LedgerStatus.Growth(
            entries: 1, entriesPerDay: .max, bytes: .max, freeBytes: .max)
        #expect(most.bytesPerDay == .max && most.daysUntilFull == 0)
    }

    @Test("Entries of the last day are counted across segments and frames, to the microsecond")
    func lastDay() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        func record(_ count: Int) async throws {
            _ = try await disk.record((0..<count).map { _ in .call("key_1") })
        }
        try await record(600)
        let old = disk.view.position
        disk.clock.advance(microseconds: 1)
        try await record(700)
        disk.clock.advance(microseconds: Timestamp.microsecondsPerDay - 1)
        #expect(try disk.ledger.status().growth.entriesPerDay == disk.view.position)
        disk.clock.advance(microseconds: 1)
        #expect(try disk.ledger.status().growth.entriesPerDay == disk.view.position - old)
        disk.clock.advance(microseconds: 1)
        #expect(try disk.ledger.status().growth.entriesPerDay == 0)

        // Everything full is sealed once the ledger was closed.
        try await disk.reopen()
        let status = try disk.ledger.status()
        #expect(status.position == disk.view.position)
        #expect(status.unsealed == status.position % Limits.entriesPerTestSegment)
        #expect(status.unindexed == status.unsealed)
        #expect(status.lastRecordedAt == disk.view.state.recordedAt)
        #expect(status.sizes.segments > 0 && status.sizes.projections > 0)
        #expect(status.sizes.log > 0 && status.sizes.secrets > 0)
        #expect(status.problems == [])
        // Behind the last entry, which is a day old by now.
        let back = Timestamp.microsecondsPerDay + 10_000_000
        disk.clock.jump(microseconds: -back)
        #expect(try disk.ledger.status().problems == [.clockSuspect])
        disk.clock.jump(microseconds: back)
        try await disk.expectSound()
    }

    @Test("The root of any prefix of the log is that of its leaves, sealed or not")
    func roots() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        _ = try await disk.record((0..<560).map { _ in .call("key_1") })
        let sizes = [0, 1, 255, 256, 257, 511, 512, 513, disk.view.position] as [UInt64]
        let before = try sizes.map { try disk.ledger.root(of: $0) }
        #expect(try disk.ledger.root(of: disk.view.position + 1) == nil)
        #expect(Set(before).count == sizes.count)
        try await disk.reopen()
        #expect(try sizes.map { try disk.ledger.root(of: $0) } == before)
        try await disk.expectSound()
    }
}

import EventLog
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

extension DiskLedger {
    /// Expects that the log is sound and that the state is what its entries come to, before and
    /// after the ledger is opened anew. Every test of a ledger on disk ends with it; no view may be
    /// held.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let entries = try entries()
        #expect(
            entries.map(\.sequence) == Array(0..<UInt64(entries.count)), "the log has a gap",
            sourceLocation: sourceLocation)
        #expect(view.position == UInt64(entries.count), sourceLocation: sourceLocation)
        let dump = try dump()
        var replayed = MemoryLedger.state(of: entries)
        replayed.forgetIDs(before: .max)
        #expect(
            StateDump.text(of: replayed, entries: entries) == dump, "the state is not the log's",
            sourceLocation: sourceLocation)
        await close()

        let report = try verify()
        #expect(report.problems == [], sourceLocation: sourceLocation)
        #expect(report.entries == UInt64(entries.count), sourceLocation: sourceLocation)
        try await reopen()
        #expect(
            try self.dump() == dump, "another state was opened", sourceLocation: sourceLocation)
        await close()
    }

    private func verify() throws -> LogReport {
        let held = try DataFolder.open(at: folder.data)
        return try LogVerifier.verify(
            try LogStore.openUnverified(in: held), secrets: try SecretsFolder.open(in: held))
    }

    /// What a meter came to for a key this month.
    func used(_ meter: String, key: String) throws -> Int128 {
        let view = view
        let index = try #require(view.state.keyIndex(key))
        let tenant = view.state.tenants[view.state.keys[index].tenant]
        let period = try #require(tenant.period(containing: clock.now))
        return view.state.counter(.key(index), meter: meter, period: .month(period.month)).used
    }
}

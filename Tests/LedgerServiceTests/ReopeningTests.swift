import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Projections
import Testing

@Suite struct ReopeningTests {
    /// A ledger that has been closed and opened some times, and its folder of projections as each
    /// close left it.
    private func grown(
        using generator: inout SplitMix64
    ) async throws -> (disk: DiskLedger, copies: [String]) {
        let disk = try DiskLedger()
        try await disk.addTenant(
            "acme", caps: [Cap(meter: "calls", period: .month, limit: 100_000)])
        for number in 0..<5 { try await disk.addKey("key_\(number)", of: "acme") }
        var copies: [String] = []
        for round in 0..<4 {
            for batch in 0..<Int.random(in: 4..<6, using: &generator) {
                let lines = (0..<60).map {
                    UsageLine.call(
                        "key_\(($0 + batch) % 5)", id: "\(round)-\(batch)-\($0)")
                }
                let answers = try await disk.record(lines)
                #expect(
                    answers.allSatisfy { if case .accepted = $0 { true } else { false } })
                try await disk.authorize(.call("key_0", id: "call-\(round)-\(batch)"))
            }
            if round == 1 { try await disk.execute(.disableKey("key_4")) }
            await disk.close()
            copies.append("\(disk.folder.path)/copy-\(round)")
            try copy(projections(of: disk), to: copies[round])
            try await disk.reopen()
        }
        return (disk, copies)
    }

    private func projections(of disk: DiskLedger) -> String { "\(disk.folder.data)/projections" }

    private func copy(_ from: String, to: String) throws {
        try? FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }

    /// Expects what a full replay gives, and that no id is free that was recorded.
    private func expectWhole(_ disk: DiskLedger, _ what: Comment) async throws {
        let entries = try disk.entries()
        var replayed = MemoryLedger.state(of: entries)
        replayed.forgetIDs(before: .max)
        #expect(try disk.dump() == StateDump.text(of: replayed, entries: entries), what)
        let recorded = entries.filter { $0.type == .usageRecorded && $0.id != nil }
        let lines = recorded.filter { $0.actor.credential == nil }.filter {
            $0.id?.hasPrefix("call") == false
        }
        let again = lines.map { UsageLine.call($0.key ?? "", id: $0.id ?? "") }
        #expect(
            try await disk.record(again) == lines.map { .duplicate($0.sequence) }, what)
        #expect(disk.view.position == UInt64(entries.count), what)
    }

    @Test(
        "A ledger whose last flush is any older one, or none, is the same ledger",
        arguments: Seed.all)
    func older(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let (disk, copies) = try await grown(using: &generator)
        #expect(disk.view.position > 3 * Limits.entriesPerTestSegment)
        for copied in copies + [""] {
            await disk.close()
            try FileManager.default.removeItem(atPath: projections(of: disk))
            if !copied.isEmpty { try copy(copied, to: projections(of: disk)) }
            try await disk.reopen()
            try await expectWhole(disk, "\(copied)")
        }
        // Of each projection apart: the state may be older than the index of ids, or newer.
        for (prefix, copied) in [("state", copies[0]), ("dedup", copies[1]), ("state", copies[2])] {
            await disk.close()
            try replace(prefix, in: projections(of: disk), by: copied)
            try await disk.reopen()
            try await expectWhole(disk, "\(prefix) of \(copied)")
        }
        try await disk.expectSound()
    }

    private func replace(_ prefix: String, in folder: String, by copied: String) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder) where name.hasPrefix(prefix) {
            try files.removeItem(atPath: "\(folder)/\(name)")
        }
        for name in try files.contentsOfDirectory(atPath: copied) where name.hasPrefix(prefix) {
            try files.copyItem(atPath: "\(copied)/\(name)", toPath: "\(folder)/\(name)")
        }
    }

    @Test("A damaged file of any projection is made again from the log")
    func damaged() async throws {
        var generator = SplitMix64(seed: 5)
        let (disk, copies) = try await grown(using: &generator)
        let folder = projections(of: disk)
        let sound = copies[3]
        for name in try FileManager.default.contentsOfDirectory(atPath: sound) {
            for _ in 0..<4 {
                await disk.close()
                try copy(sound, to: folder)
                var bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
                // Within the head, which is read at a start.
                bytes[.random(in: 0..<64, using: &generator)] ^= 0x10
                try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
                try await disk.reopen()
                try await expectWhole(disk, "\(name)")
            }
        }
        try await disk.expectSound()
    }

    @Test("The projections of another ledger, or of another history of this one, are not used")
    func others() async throws {
        var generator = SplitMix64(seed: 6)
        let (disk, copies) = try await grown(using: &generator)
        let (other, _) = try await grown(using: &generator)
        await other.close()
        await disk.close()
        try copy(projections(of: other), to: projections(of: disk))
        try await disk.reopen()
        try await expectWhole(disk, "of another ledger")

        // An older copy of the ledger goes on in another way, beside newer projections.
        await disk.close()
        try copy("\(disk.folder.data)/log", to: "\(disk.folder.path)/log")
        try await disk.reopen()
        let position = disk.view.position
        try await disk.execute(.enableKey("key_4"))
        for _ in 0..<300 { try await disk.authorize(.call("key_1")) }
        await disk.close()
        try copy(projections(of: disk), to: copies[0])
        try copy("\(disk.folder.path)/log", to: "\(disk.folder.data)/log")
        try await disk.reopen()
        #expect(disk.view.position == position)
        for _ in 0..<400 { try await disk.authorize(.call("key_2")) }
        await disk.close()
        try copy(copies[0], to: projections(of: disk))
        try await disk.reopen()
        try await expectWhole(disk, "of another history")
        try await disk.expectSound()
    }

    @Test("The state is flushed while the ledger runs")
    func running() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_0", of: "acme")
        let folder = projections(of: disk)
        var batches = 0
        while try FileManager.default.contentsOfDirectory(atPath: folder)
            .allSatisfy({ !$0.hasPrefix("state-") || $0.hasSuffix(".new") })
        {
            _ = try await disk.record(
                (0..<100).map { UsageLine.call("key_0", id: "\(batches)-\($0)") })
            batches += 1
        }
        #expect(batches * 100 >= Int(Limits.entriesPerTestSegment) - 100)
        try await disk.expectSound()
    }

    @Test("What was loaded is gone on with: a start writes nothing that is there")
    func loaded() async throws {
        var generator = SplitMix64(seed: 7)
        let (disk, _) = try await grown(using: &generator)
        await disk.close()
        let folder = projections(of: disk)
        var before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        // The last flush may have been a base; the one after it is none.
        while before.filter({ $0.hasPrefix("state-") }).count < 2 {
            try await disk.reopen()
            try await disk.authorize(.call("key_0"))
            await disk.close()
            before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        }
        for _ in 0..<3 {
            try await disk.reopen()
            await disk.close()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
        let projection = try StateProjection.open(
            in: folder, entriesPerSegment: Limits.entriesPerTestSegment)
        try await disk.reopen()
        let position = disk.view.position
        #expect(projection.position == position - position % Limits.entriesPerTestSegment)
        try await disk.expectSound()
    }
}

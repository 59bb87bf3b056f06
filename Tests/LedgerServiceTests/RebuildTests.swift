import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Projections
import Testing

@Suite struct RebuildTests {
    private func grown(segments: Int, seed: UInt64 = 1) async throws -> DiskLedger {
        var generator = SplitMix64(seed: seed)
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        for number in 0..<70 { try await disk.addKey("key_\(number)", of: "acme") }
        var sent = 0
        while disk.view.position < UInt64(segments) * Limits.entriesPerTestSegment + 40 {
            let lines = (0..<100).map { number in
                UsageLine.call(
                    "key_\(Int.random(in: 0..<70, using: &generator))", id: "\(sent + number)")
            }
            sent += lines.count
            _ = try await disk.record(lines)
            if generator.chance(oneIn: 3) { try await disk.execute(.disableKey("key_69")) }
            if generator.chance(oneIn: 4) { try await disk.reopen() }
        }
        await disk.close()
        return disk
    }

    private func projections(of disk: DiskLedger) -> String { "\(disk.folder.data)/projections" }

    private func names(of disk: DiskLedger, _ prefix: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: projections(of: disk)).sorted()
            .filter { $0.hasPrefix(prefix) }
    }

    private func compare(_ disk: DiskLedger) throws -> ProjectionReport {
        let before = try names(of: disk)
        let report = try Ledger.compareProjections(at: disk.folder.data)
        #expect(try names(of: disk) == before)
        #expect(
            !FileManager.default.fileExists(atPath: "\(disk.folder.data)/projections.compared"))
        return report
    }

    @Test(
        "What a ledger has derived in its life is what its log gives, page by page and run by run",
        arguments: Seed.all, [0, 1, 5, 17])
    func same(seed: UInt64, segments: Int) async throws {
        let disk = try await grown(segments: segments, seed: seed)
        let report = try compare(disk)
        #expect(report.differences == [], "seed \(seed)")
        #expect(report.entries > 0)
        let sealed = UInt64(segments) * Limits.entriesPerTestSegment
        #expect(report.statePosition ?? 0 >= sealed)
        #expect(report.idsPosition ?? 0 >= sealed)
        #expect(report.segments >= segments && report.indexesMade == report.segments)
        #expect(!report.lacksSome)
        try await disk.reopen()
        try await disk.expectSound()
    }

    @Test("What is rebuilt is what was there: the same runs of ids, indexes and state")
    func rebuilt() async throws {
        let disk = try await grown(segments: 6)
        func contents() throws -> [String: Data] {
            try (names(of: disk, "dedup") + names(of: disk, "index")).reduce(into: [:]) {
                $0[$1] = FileManager.default.contents(atPath: "\(projections(of: disk))/\($1)")
            }
        }
        let before = try contents()
        try Data("left over".utf8).write(to: URL(filePath: "\(projections(of: disk))/foreign"))
        let entries = try await Ledger.rebuild(at: disk.folder.data, clock: disk.clock)
        #expect(try contents() == before)
        #expect(try names(of: disk, "foreign").isEmpty)
        #expect(try names(of: disk, "state-").count == 1)
        let report = try compare(disk)
        #expect(report.differences == [])
        #expect(report.entries == entries)
        #expect(report.segments == 6 && !report.lacksSome)
        try await disk.reopen()
        try await disk.expectSound()
    }

    @Test(
        "A flipped byte, a missing file and a file cut short are differences that are named",
        arguments: ["dedup-", "dedup.manifest", "state-", "state.manifest"])
    func damaged(prefix: String) async throws {
        let disk = try await grown(segments: 5)
        for name in try names(of: disk, prefix) {
            let path = "\(projections(of: disk))/\(name)"
            let sound = try Data(contentsOf: URL(filePath: path))
            var generator = SplitMix64(seed: 5)
            for _ in 0..<6 {
                var flipped = sound
                flipped[Int.random(in: 0..<sound.count, using: &generator)] ^= 0x10
                try flipped.write(to: URL(filePath: path))
                try expectDifferences(disk, naming: name)
            }
            try sound.prefix(sound.count / 2).write(to: URL(filePath: path))
            try expectDifferences(disk, naming: name)
            try FileManager.default.removeItem(atPath: path)
            try expectDifferences(disk, naming: name)
            try sound.write(to: URL(filePath: path))
        }
        #expect(try compare(disk).differences == [])
        // And a rebuild heals what is damaged.
        let first = try #require(try names(of: disk, prefix).first)
        try Data("nonsense".utf8).write(to: URL(filePath: "\(projections(of: disk))/\(first)"))
        _ = try await Ledger.rebuild(at: disk.folder.data, clock: disk.clock)
        #expect(try compare(disk).differences == [])
    }

    private func expectDifferences(
        _ disk: DiskLedger, naming name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let differences = try compare(disk).differences
        #expect(
            differences.contains { $0.place.contains(name) }, "\(differences)",
            sourceLocation: sourceLocation)
    }

    @Test("A state with sound checksums and a wrong total is found, with the page that holds it")
    func wrong() async throws {
        let disk = try await grown(segments: 3)
        try await disk.reopen()
        let entries = try disk.entries()
        await disk.close()
        // The state that a log would give in which one call was never made.
        let sealed = 3 * Limits.entriesPerTestSegment
        let folder = projections(of: disk)
        var projection = try StateProjection.open(
            in: folder, entriesPerSegment: Limits.entriesPerTestSegment)
        let anchor = projection.anchor
        #expect(projection.position >= sealed)
        projection = try StateProjection.create(
            in: folder, entriesPerSegment: Limits.entriesPerTestSegment)
        var state = MemoryLedger.state(of: Array(entries.prefix(Int(sealed) - 1)))
        var last = entries[Int(sealed) - 1]
        last.key = "key_3"
        #expect(entries[Int(sealed) - 1].key != "key_3")
        state.apply(last)
        try projection.flush(state, anchor: anchor)
        let differences = try compare(disk).differences
        #expect(differences.contains { $0.place.contains("keyUses, page") }, "\(differences)")
        #expect(differences.contains { $0.place.contains("counters, page") }, "\(differences)")
        _ = try await Ledger.rebuild(at: disk.folder.data, clock: disk.clock)
        #expect(try compare(disk).differences == [])
    }

    @Test("Projections of another ledger are differences; none are not")
    func foreign() async throws {
        let disk = try await grown(segments: 2)
        let other = try await grown(segments: 2, seed: 9)
        try FileManager.default.removeItem(atPath: projections(of: disk))
        try FileManager.default.copyItem(
            atPath: projections(of: other), toPath: projections(of: disk))
        let foreign = try compare(disk)
        // State, ids, and the index of each segment.
        #expect(foreign.differences.count == 4, "\(foreign.differences)")
        #expect(foreign.statePosition == nil && foreign.idsPosition == nil)
        #expect(!foreign.lacksSome)
        try FileManager.default.removeItem(atPath: projections(of: disk))
        let missing = try Ledger.compareProjections(at: disk.folder.data)
        #expect(missing.differences == [])
        #expect(!missing.isStateMade && !missing.areIDsMade)
        #expect(missing.segments == 2 && missing.indexesMade == 0)
    }
}

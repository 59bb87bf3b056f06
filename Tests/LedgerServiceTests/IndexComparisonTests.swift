import EventLog
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

/// What a comparison says of the indexes of segments.
@Suite struct IndexComparisonTests {
    /// A closed ledger of three segments, each with its index, and a tail.
    private func grown() async throws -> DiskLedger {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        for number in 0..<6 { try await disk.addKey("key_\(number)", of: "acme") }
        var sent = 0
        while disk.view.position < 3 * Limits.entriesPerTestSegment + 20 {
            let lines = (0..<60).map { number in
                var line = UsageLine.call("key_\((sent + number) % 6)", id: "\(sent + number)")
                line.ip = "192.0.2.\((sent + number) % 9)"
                return line
            }
            sent += lines.count
            disk.clock.advance(seconds: 700)
            _ = try await disk.record(lines)
        }
        await disk.close()
        return disk
    }

    private func indexes(of disk: DiskLedger) throws -> [URL] {
        let projections = "\(disk.folder.data)/projections"
        return try FileManager.default.contentsOfDirectory(atPath: projections).sorted()
            .filter { $0.hasPrefix("index-") }.map { URL(filePath: "\(projections)/\($0)") }
    }

    private func compare(_ disk: DiskLedger) throws -> ProjectionReport {
        try Ledger.compareProjections(at: disk.folder.data)
    }

    /// Where the blocks of an index begin, at the latest.
    private func body(of index: Data) -> Int { 152 + 16 * (index.count / 4_096 + 1) }

    /// Changes a byte and puts right checksums over it.
    private func changing(_ byte: Int, of index: Data) throws -> Data {
        var bytes = Array(index)
        bytes[byte] ^= 0x01
        return Data(try Resealing.index(bytes))
    }

    @Test("A changed byte of an index is found, under wrong checksums and under right ones")
    func changed() async throws {
        let disk = try await grown()
        #expect(try compare(disk).differences == [])
        var generator = SplitMix64(seed: 3)
        let indexes = try indexes(of: disk)
        #expect(indexes.count == 3)
        for url in indexes {
            let sound = try Data(contentsOf: url)
            #expect(Data(try Resealing.index(Array(sound))) == sound)
            // The last byte of the latest time, which the head has, then places in the sections.
            var places = [111]
            for _ in 0..<12 {
                places.append(.random(in: body(of: sound)..<sound.count, using: &generator))
            }
            for place in places {
                var flipped = sound
                flipped[place] ^= 0x01
                for bytes in [flipped, try changing(place, of: sound)] {
                    try bytes.write(to: url)
                    let differences = try compare(disk).differences
                    #expect(differences.count == 1, "byte \(place): \(differences)")
                    #expect(differences.first?.place.contains(url.lastPathComponent) == true)
                }
            }
            try sound.write(to: url)
        }
        #expect(try compare(disk).differences == [])
    }

    @Test("The index of another segment is a difference; one that is not there is not made yet")
    func missing() async throws {
        let disk = try await grown()
        let indexes = try indexes(of: disk)
        let sound = try indexes.map { try Data(contentsOf: $0) }
        try sound[1].write(to: indexes[0])
        #expect(try compare(disk).differences.count == 1)

        try FileManager.default.removeItem(at: indexes[0])
        let report = try compare(disk)
        #expect(report.differences == [])
        #expect(report.segments == 3 && report.indexesMade == 2 && report.lacksSome)
        #expect(report.isStateMade && report.areIDsMade)

        _ = try await Ledger.rebuild(at: disk.folder.data, clock: disk.clock)
        #expect(try !compare(disk).lacksSome)
        #expect(try indexes.map { try Data(contentsOf: $0) } == sound)
    }

    @Test("A ledger just restored has nothing to compare, and its first start makes all of it")
    func restored() async throws {
        let disk = try await grown()
        try await disk.reopen()
        let backup = "\(disk.folder.path)/backup"
        _ = try disk.ledger.backUp(to: backup)
        await disk.close()
        try FileManager.default.removeItem(atPath: disk.folder.data)
        _ = try Ledger.restore(from: backup, to: disk.folder.data)
        let restored = try compare(disk)
        #expect(restored.differences == [])
        #expect(!restored.isStateMade && !restored.areIDsMade && restored.indexesMade == 0)
        #expect(restored.segments == 3)
        try await disk.reopen()
        while try indexes(of: disk).count < 3 { try await Task.sleep(for: .milliseconds(2)) }
        await disk.close()
        let started = try compare(disk)
        #expect(started.differences == [] && !started.lacksSome)
    }

    @Test("An erased holder's addresses may be in an index or not; all else must be as it was")
    func erased() async throws {
        let disk = try await grown()
        try await disk.reopen()
        let call = try #require(try disk.entries().last { $0.key == "key_2" })
        await disk.close()
        let holder = try #require(call.personal?.holder)
        func erase() throws {
            let secrets = try SecretsFolder.open(in: try DataFolder.open(at: disk.folder.data))
            try secrets.vault.erase(holder: holder)
        }
        try erase()
        // The indexes were made before.
        #expect(try compare(disk).differences == [])
        let url = try #require(try indexes(of: disk).first)
        let sound = try Data(contentsOf: url)
        // The first section is that of the pairs.
        try changing(body(of: sound), of: sound).write(to: url)
        #expect(try compare(disk).differences.count == 1)

        _ = try await Ledger.rebuild(at: disk.folder.data, clock: disk.clock)
        #expect(try Data(contentsOf: url) != sound)
        #expect(try compare(disk).differences == [])
    }
}

import LedgerCore
import LedgerTesting
import OpenSSL
import Projections
import Testing

@Suite struct StateProjectionTests {
    private static let hashing = IDHashing(key: (7, 8))
    private static let manifest = "state.manifest"

    private func create(in folder: RunFolder) throws -> StateProjection {
        try StateProjection.create(in: folder.path, entriesPerSegment: 256)
    }

    private func open(in folder: RunFolder) throws(ProjectionError) -> StateProjection {
        try StateProjection.open(in: folder.path, entriesPerSegment: 256)
    }

    private func load(
        in folder: RunFolder
    ) throws(ProjectionError) -> (state: LedgerState, projection: StateProjection) {
        var projection = try open(in: folder)
        return (try projection.load(hashing: Self.hashing), projection)
    }

    private func anchor(_ state: LedgerState) -> Digest {
        Anchor.of(leaf: Array("\(state.position)".utf8))
    }

    private func dump(_ state: LedgerState, _ ledger: MemoryLedger) -> String {
        StateDump.text(of: state.withoutIDs, entries: ledger.entries)
    }

    private func flush(
        _ ledger: MemoryLedger, into projection: inout StateProjection
    ) throws(ProjectionError) {
        try projection.flush(ledger.state, anchor: anchor(ledger.state))
    }

    @Test("Whatever was flushed is loaded, over starts and new bases", arguments: Seed.all)
    func chains(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var ledger = try MemoryLedger.wandering()
        let folder = try RunFolder()
        var projection = try create(in: folder)
        var files: Set<String> = []
        var runsMax = 0
        for _ in 0..<60 {
            for _ in 0..<Int.random(in: 1..<30, using: &generator) {
                ledger.wander(using: &generator)
            }
            try flush(ledger, into: &projection)
            #expect(projection.position == ledger.state.position)
            let loaded = try load(in: folder)
            #expect(dump(loaded.state, ledger) == dump(ledger.state, ledger))
            #expect(loaded.projection.anchor == anchor(ledger.state))
            #expect(loaded.state.dedup.grownEnd == 0, "ids are no part of it")
            if generator.chance(oneIn: 3) {
                // A start: the state goes on from what was read.
                projection = loaded.projection
                var state = loaded.state
                let position = state.position
                for _ in 0..<20 { ledger.wander(using: &generator) }
                for entry in ledger.entries where entry.sequence >= position { state.apply(entry) }
                try projection.flush(state, anchor: anchor(state))
                #expect(dump(try load(in: folder).state, ledger) == dump(state, ledger))
                projection = try create(in: folder)
            }
            let names = try folder.names
            runsMax = max(runsMax, names.count - 1)
            files.formUnion(names)
        }
        #expect(runsMax > 2, "there are deltas")
        #expect(files.filter { $0.hasPrefix("state-0000000000000000-") }.count > 2, "and new bases")
    }

    @Test("A flush writes what changed, and no more than twice the state lies on disk")
    func sizes() throws {
        var ledger = try MemoryLedger.wandering()
        for number in 0..<2_000 { try ledger.addKey("key_\(number)", of: "acme") }
        let folder = try RunFolder()
        var projection = try create(in: folder)
        try flush(ledger, into: &projection)
        let base = try folder.contents().values.map(\.count).reduce(0, +)
        var deltas: [Int] = []
        for number in 0..<200 {
            ledger.record(.call("key_\(number * 10)"))
            let before = try folder.names.count
            try flush(ledger, into: &projection)
            let names = try folder.names
            let bytes = try folder.contents().values.map(\.count).reduce(0, +)
            #expect(bytes < base * 2 + 20_000)
            #expect(names.count <= 65)
            if names.count > before { deltas.append(try folder.read(names[names.count - 2]).count) }
        }
        #expect(deltas.count > 150)
        #expect(deltas.allSatisfy { $0 < base / 20 })
        #expect(dump(try load(in: folder).state, ledger) == dump(ledger.state, ledger))
    }

    @Test("A state that is not newer is not written")
    func nothingNew() throws {
        var ledger = try MemoryLedger.wandering()
        let folder = try RunFolder()
        var projection = try create(in: folder)
        try flush(ledger, into: &projection)
        let before = try folder.contents()
        try flush(ledger, into: &projection)
        #expect(try folder.contents() == before)
        try ledger.addTenant("third")
        try flush(ledger, into: &projection)
        #expect(try folder.contents() != before)
    }

    /// A base and two deltas.
    private func small() throws -> (folder: RunFolder, ledger: MemoryLedger) {
        var ledger = try MemoryLedger.wandering()
        for number in 0..<4 { try ledger.addKey("key_\(number)", of: "acme") }
        let folder = try RunFolder()
        var projection = try create(in: folder)
        for number in 0..<3 {
            try flush(ledger, into: &projection)
            ledger.record(.call("key_\(number)"))
        }
        #expect(try folder.names.count == 3 || folder.names.count == 4)
        return (folder, ledger)
    }

    @Test("A flipped bit of any byte, and bytes that are missing at the end, are noticed")
    func damage() throws {
        var generator = SplitMix64(seed: 11)
        let (folder, _) = try small()
        let sound = try folder.contents()
        for (name, bytes) in sound {
            for byte in bytes.indices {
                let bit = byte * 8 + Int.random(in: 0..<8, using: &generator)
                try folder.write(bytes.flipping(bit: bit), to: name)
                expectOfNoUse(folder, "bit \(bit) of \(name)")
            }
            for count in Set([0, 1, 31, 32, 63, 64]).union(
                (0..<100).map { _ in .random(in: bytes.indices, using: &generator) })
            {
                try folder.write(Array(bytes.prefix(count)), to: name)
                expectOfNoUse(folder, "\(count) bytes of \(name)")
            }
            try folder.write(bytes + [0], to: name)
            expectOfNoUse(folder, "\(name) with a byte more")
            try folder.write(bytes, to: name)
        }
        for name in sound.keys {
            var lacking = sound
            lacking[name] = nil
            try folder.restore(lacking)
            expectOfNoUse(folder, "without \(name)")
        }
        try folder.restore(sound)
        _ = try load(in: folder)
    }

    private func expectOfNoUse(_ folder: RunFolder, _ what: String) {
        do throws(ProjectionError) {
            _ = try load(in: folder)
            Issue.record("\(what): not noticed")
        } catch {
            #expect(error.meansRebuild, "\(what): \(error)")
        }
    }

    @Test("A newer version and segments of another size are refused by name")
    func others() throws {
        let (folder, _) = try small()
        let sound = try folder.contents()
        #expect(throws: ProjectionError.self) {
            try StateProjection.open(in: folder.path, entriesPerSegment: 65_536)
        }
        var manifest = sound[Self.manifest] ?? []
        manifest[5] = 2
        let covered = Array(manifest.dropLast(32))
        try folder.write(covered + SHA256.digest(of: covered), to: Self.manifest)
        #expect(code { try load(in: folder) } == .newerVersion)
        try folder.restore(sound)
        let run = try #require(sound.keys.first { $0.hasSuffix(".run") })
        var bytes = sound[run] ?? []
        bytes[37] = 2
        try folder.write(bytes, to: run)
        #expect(code { try load(in: folder) } == .newerVersion)
    }

    private func code<Result>(_ body: () throws -> Result) -> ProjectionError.Code? {
        do { _ = try body() } catch { return (error as? ProjectionError)?.code }
        return nil
    }

    @Test(
        "Wherever a flush is cut off, the state before or after it is there", arguments: [1, 2, 7])
    func cutOff(keys: Int) throws {
        var ledger = try MemoryLedger.wandering()
        for number in 0..<keys { try ledger.addKey("key_\(number)", of: "acme") }
        let folder = try RunFolder()
        var projection = try create(in: folder)
        // Among so many flushes of so little some write a base.
        for step in 0..<12 {
            ledger.record(.call("key_\(step % keys)"))
            let older = ledger.state
            try flush(ledger, into: &projection)
            let before = try folder.contents()
            ledger.record(.call("key_0"))
            var next = projection
            try flush(ledger, into: &next)
            let after = try folder.contents()
            let run = try #require(after.keys.first { before[$0] == nil })
            let bytes = try #require(after[run])
            let manifest = after[Self.manifest]
            let half = Array(bytes.prefix(bytes.count / 2))
            for (left, state) in [
                (["\(run).new": half], older), (["\(run).new": bytes], older),
                ([run: bytes], older),
                ([run: bytes, "\(Self.manifest).new": [1, 2, 3]], older),
                ([run: bytes, Self.manifest: manifest ?? []], ledger.state),
            ] {
                try folder.restore(before.merging(left) { $1 })
                let loaded = try load(in: folder)
                #expect(loaded.projection.position == state.position)
                #expect(dump(loaded.state, ledger) == dump(state, ledger))
                let expected = state.position == older.position ? before : after
                #expect(try folder.contents() == expected, "what a crash left is removed")
            }
            try folder.restore(after)
            projection = next
        }
    }

    @Test("A full disk leaves everything as it was, and the next flush has all that changed")
    func fullDisk() throws {
        var ledger = try MemoryLedger.wandering()
        try ledger.addKey("key_0", of: "acme")
        let folder = try RunFolder()
        var projection = try create(in: folder)
        try flush(ledger, into: &projection)
        let before = try folder.contents()
        let position = projection.position
        ledger.record(.call("key_0"))
        let run = "state-\(hex(position))-\(hex(ledger.state.position)).run"
        for name in [run, Self.manifest] {
            try folder.fill(name)
            #expect(code { try flush(ledger, into: &projection) } == .diskFull, "\(name)")
            #expect(projection.position == position)
            #expect(try folder.contents() == before, "\(name)")
        }
        ledger.record(.call("key_0"))
        try flush(ledger, into: &projection)
        #expect(dump(try load(in: folder).state, ledger) == dump(ledger.state, ledger))
    }

    private func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

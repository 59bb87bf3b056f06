import LedgerCore
import LedgerTesting
import Testing

@Suite struct StatePagesTests {
    /// A state that entries of every type came to, whatever `decide` would say of them.
    private func anyState(
        using generator: inout SplitMix64
    ) -> (state: LedgerState, entries: [Entry]) {
        var state = LedgerState(hashing: IDHashing(key: (1, 2)))
        var entries: [Entry] = []
        for _ in 0..<1_500 {
            var entry = Entry.random(
                generator.element(of: EntryType.allCases),
                presence: generator.element(of: Presence.allCases), using: &generator)
            entry.takeNames(using: &generator)
            entries.append(entry)
            state.apply(entry)
        }
        state.forgetIDs(before: .max)
        return (state, entries)
    }

    private func wandered(
        _ steps: Int, using generator: inout SplitMix64
    ) throws -> MemoryLedger {
        var ledger = try MemoryLedger.wandering()
        for _ in 0..<steps { ledger.wander(using: &generator) }
        return ledger
    }

    private func dump(_ state: LedgerState, _ entries: [Entry]) -> String {
        StateDump.text(of: state.withoutIDs, entries: entries)
    }

    @Test("Any state comes back from its pages, and has the same pages again", arguments: Seed.all)
    func anything(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let (state, entries) = anyState(using: &generator)
        let stored = StoredState(of: state)
        let read = try stored.read()
        #expect(dump(read, entries) == dump(state, entries))
        #expect(StoredState(of: read) == stored)
    }

    @Test("A state read from its pages goes on as the one that was stored", arguments: Seed.all)
    func goingOn(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var ledger = try wandered(800, using: &generator)
        // What an open backfill holds back is stored too.
        while !ledger.state.backfills.indices.contains(where: {
            ledger.state.backfills[$0].pending.uses.count > 0
        }) {
            ledger.wander(using: &generator)
        }
        var read = try StoredState(of: ledger.state).read()
        let position = ledger.state.position
        for _ in 0..<400 { ledger.wander(using: &generator) }
        for entry in ledger.entries where entry.sequence >= position { read.apply(entry) }
        #expect(dump(read, ledger.entries) == dump(ledger.state, ledger.entries))
        #expect(StoredState(of: read) == StoredState(of: ledger.state))
        for entry in ledger.entries {
            #expect(read.keyIndex(entry.key ?? "") == ledger.state.keyIndex(entry.key ?? ""))
        }
    }

    @Test(
        "What changed, laid over what was there, is the new state, however the states share pages",
        arguments: Seed.all)
    func changes(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var ledger = try wandered(100, using: &generator)
        var flushed = ledger.state
        var stored = StoredState(of: flushed)
        for _ in 0..<40 {
            for _ in 0..<Int.random(in: 1..<40, using: &generator) {
                ledger.wander(using: &generator)
            }
            let state = ledger.state
            stored.update(to: state, since: flushed)
            let read = try stored.read()
            #expect(dump(read, ledger.entries) == dump(state, ledger.entries))
            // A start: what was read is what the next changes are taken against.
            if generator.chance(oneIn: 4) {
                var replayed = read
                for _ in 0..<5 { ledger.wander(using: &generator) }
                for entry in ledger.entries where entry.sequence >= read.position {
                    replayed.apply(entry)
                }
                stored.update(to: replayed, since: read)
                #expect(dump(try stored.read(), ledger.entries) == dump(replayed, ledger.entries))
                stored = StoredState(of: ledger.state)
            }
            flushed = ledger.state
        }
    }

    @Test("One call changes a few pages, however many keys there are")
    func few() throws {
        var ledger = try MemoryLedger.wandering()
        for number in 0..<2_000 { try ledger.addKey("key_\(number)", of: "acme") }
        for number in 0..<2_000 { ledger.record(.call("key_\(number)")) }
        var stored = StoredState(of: ledger.state)
        let all = stored.pages.count
        let flushed = ledger.state
        ledger.record(.call("key_77"))
        let changed = stored.update(to: ledger.state, since: flushed)
        // The head, the key's use, its month and day, those of its tenant.
        #expect(changed <= 5)
        #expect(all > 150)
        #expect(ledger.state.pages(changedSince: ledger.state).count == 1)
    }

    @Test("A missing page is an error, as is one that is not there to be read", arguments: Seed.all)
    func missing(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let stored = StoredState(of: try wandered(600, using: &generator).state)
        for page in stored.pages.keys {
            var lacking = stored
            lacking.remove(page)
            #expect(throws: FormatError.self, "without \(page)") { try lacking.read() }
        }
        #expect(throws: FormatError.truncated) {
            try StateAssembly(hashing: IDHashing(key: (5, 6)), dedupSpan: 256).finish()
        }
    }

    @Test(
        "Damaged pages are an error or a state with which everything can go on",
        arguments: Seed.all)
    func damaged(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let ledger = try wandered(400, using: &generator)
        let stored = StoredState(of: ledger.state)
        let pages = stored.pages.keys.sorted()
        var refused = 0
        for _ in 0..<600 {
            let page = generator.element(of: pages)
            var bytes = stored.pages[page] ?? []
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.removeLast(.random(in: 0...bytes.count, using: &generator))
            case 1: bytes += generator.bytes(.random(in: 1..<9, using: &generator))
            default:
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: 0 ... .max, using: &generator)
            }
            var damaged = stored
            damaged.set(page, bytes)
            do throws(FormatError) {
                var state = try damaged.read()
                #expect(!dump(state, ledger.entries).isEmpty)
                for entry in ledger.entries.suffix(200) { state.apply(entry) }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}

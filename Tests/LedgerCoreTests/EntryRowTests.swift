import LedgerCore
import LedgerTesting
import Testing

@Suite struct EntryRowTests {
    @Test(
        "Every entry comes back from its row with the same fields and the same leaf, byte for byte",
        arguments: Seed.all)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let blind = generator.bytes(16)
        let entries = Presence.allCases.flatMap { presence in
            EntryType.allCases.flatMap { type in
                (0..<8).map { _ in Entry.random(type, presence: presence, using: &generator) }
            }
        }.shuffled(using: &generator)
        let rows = Rows(entries)

        for (entry, row) in zip(entries, rows.rows) {
            let read = try Entry.read(
                row: row, dictionary: rows.dictionary, sequence: entry.sequence,
                recordedAt: entry.recordedAt)
            #expect(read == entry)
            #expect(read.leaf(blind: blind) == entry.leaf(blind: blind), "\(entry)")
        }
    }

    @Test("Entries that were read are written as they were", arguments: Seed.all)
    func sameBytes(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let entries = EntryType.allCases.map {
            Entry.random($0, presence: .some, using: &generator)
        }
        let rows = Rows(entries)
        let read = try zip(entries, rows.rows).map { entry, row in
            try Entry.read(
                row: row, dictionary: rows.dictionary, sequence: entry.sequence,
                recordedAt: entry.recordedAt)
        }
        let again = Rows(read)
        #expect(again.rows == rows.rows)
        #expect(again.dictionary.terms.map(Term.init) == rows.dictionary.terms.map(Term.init))
        #expect(again.dictionary.personals == rows.dictionary.personals)
    }

    @Test("Texts that differ only in their Unicode form keep their own bytes in one frame")
    func unicodeForms() throws {
        let texts = ["\u{E9}", "e\u{301}", "K", "\u{212A}", "\u{3A9}", "\u{2126}"]
        let entries = texts.map {
            Entry(
                sequence: 1, recordedAt: .placeholder, tenant: $0, actor: .ledger,
                body: .keyRevoked(KeyRevoked()))
        }
        let rows = Rows(entries)
        for (text, row) in zip(texts, rows.rows) {
            let read = try Entry.read(
                row: row, dictionary: rows.dictionary, sequence: 1, recordedAt: .placeholder)
            #expect(Array(read.tenant.utf8) == Array(text.utf8))
        }
    }

    @Test("A row that ends too early is refused, wherever it ends", arguments: EntryType.allCases)
    func truncated(type: EntryType) throws {
        var generator = SplitMix64(seed: UInt64(type.rawValue))
        let entry = Entry.random(type, presence: .all, using: &generator)
        let rows = Rows([entry])
        let row = try #require(rows.rows.first)
        for count in 0..<row.count {
            #expect(throws: FormatError.self, "\(count) of \(row.count) bytes") {
                try Entry.read(
                    row: Array(row.prefix(count)), dictionary: rows.dictionary,
                    sequence: entry.sequence, recordedAt: entry.recordedAt)
            }
        }
    }

    @Test(
        "A row with one bit wrong is refused, or is the row of an entry that can be written again",
        arguments: EntryType.allCases)
    func flipped(type: EntryType) throws {
        var generator = SplitMix64(seed: UInt64(type.rawValue))
        let entry = Entry.random(type, presence: .all, using: &generator)
        let rows = Rows([entry])
        let row = try #require(rows.rows.first)
        var refusals = 0
        for bit in 0..<(row.count * 8) {
            var damaged = row
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            do throws(FormatError) {
                let read = try Entry.read(
                    row: damaged, dictionary: rows.dictionary, sequence: entry.sequence,
                    recordedAt: entry.recordedAt)
                try expectRestored(read)
            } catch {
                refusals += 1
            }
        }
        // The end of the group at least cannot be another byte.
        #expect(refusals >= 8)
    }

    @Test("Bytes of no row at all are refused, or are the row of an entry", arguments: Seed.all)
    func garbage(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let dictionary = FrameDictionary(
            terms: ["calls", "month", "http"] + String.awkward,
            personals: [.random(using: &generator)])
        for _ in 0..<2_000 {
            // A known type and few fields, or nearly nothing would get past the first byte.
            let type = generator.element(of: EntryType.allCases)
            var row = generator.bytes(.random(in: 0..<64, using: &generator))
            if generator.chance(oneIn: 2) { row = row.map { $0 & 7 } }
            do throws(FormatError) {
                let read = try Entry.read(
                    row: [type.rawValue] + row, dictionary: dictionary, sequence: 0,
                    recordedAt: .placeholder)
                try expectRestored(read)
            } catch {
                #expect(!error.sentence.isEmpty)
            }
        }
    }

    private func expectRestored(_ entry: Entry) throws(FormatError) {
        let rows = Rows([entry])
        let again = try Entry.read(
            row: rows.rows[0], dictionary: rows.dictionary, sequence: entry.sequence,
            recordedAt: entry.recordedAt)
        #expect(again == entry)
        let blind = [UInt8](repeating: 0, count: 16)
        #expect(again.leaf(blind: blind) == entry.leaf(blind: blind))
    }

    @Test("What a newer version would write is refused by name")
    func newer() {
        let dictionary = FrameDictionary(terms: ["acme", "http"], personals: [])
        let actor: [UInt8] = [3, 1, 0]
        let cases: [([UInt8], FormatError)] = [
            ([0, 0, 0] + actor + [0], .unknownType(0)),
            ([200, 0, 0] + actor + [0], .unknownType(200)),
            ([39, 0x80, 0] + actor + [0], .malformed("presence")),
            ([39, 0, 0] + actor + [1], .unknownField("KeyRevoked", 1)),
            ([39, 0, 0, 3, 1, 4, 0, 0], .unknownField("Actor", 4)),
            ([39, 0, 2] + actor + [0], .malformed("term number")),
            ([39, 16, 0] + actor + [0, 0], .malformed("personal number")),
            ([39, 0, 0, 3, 0, 0, 0], .malformed("word (acme)")),
        ]
        for (row, expected) in cases {
            #expect(throws: expected, "\(row)") {
                try Entry.read(
                    row: row, dictionary: dictionary, sequence: 0, recordedAt: .placeholder)
            }
        }
        #expect(throws: Never.self) {
            try Entry.read(
                row: [39, 0, 0] + actor + [0], dictionary: dictionary, sequence: 0,
                recordedAt: .placeholder)
        }
    }
}

import LedgerCore
import LedgerTesting
import Projections
import Testing

@Suite struct SegmentIndexTests {
    private let source = Digest(words: (1, 2, 3, 4))
    private let hashing = AddressHashing(key: (5, 6))
    private let from: UInt64 = 512
    private var sequences: Range<UInt64> { from..<from + 256 }

    /// A row as the index takes it, and as a plain list keeps it.
    private struct Row {
        let tenant: Int
        let key: Int?
        let kind: UsageKind?
        let amounts: [Int64]
        let time: Timestamp
        let address: IPAddress?
        let isOther: Bool
    }

    private func rows(using generator: inout SplitMix64) -> [Row] {
        (0..<256).map { _ in
            let tenant = Int.random(in: 0..<3, using: &generator)
            var kind = UsageKind(form: .allowed, meters: ["calls", "tokens"])
            kind.operation = generator.element(of: ["read", "write", "ünïcode"])
            kind.scopes = generator.element(of: [[], ["a"], ["a", "b"]])
            kind.backfill = generator.element(of: [nil, "b1"])
            let isCall = Int.random(in: 0..<10, using: &generator) > 0
            let amounts = (0..<2).map { _ in
                generator.element(of: [0, 1, 1, 1, 7, Limits.quantity])
            }
            return Row(
                tenant: tenant, key: generator.element(of: [nil, tenant * 7, tenant * 7 + 3]),
                kind: isCall ? kind : nil, amounts: isCall ? amounts : [],
                time: Timestamp(
                    microseconds: .random(in: -9_000_000_000..<90_000_000_000, using: &generator)),
                address: IPAddress("10.0.\(Int.random(in: 0..<3, using: &generator)).1"),
                isOther: Int.random(in: 0..<20, using: &generator) == 0)
        }
    }

    private func content(of rows: [Row]) -> SegmentIndexContent {
        var content = SegmentIndexContent(from: from, source: source, hashing: hashing)
        for row in rows {
            let pair = row.isOther ? nil : content.pair(tenant: row.tenant, key: row.key)
            content.add(pair: pair, kind: row.kind.map { content.kind($0) }, at: row.time)
            for (slot, amount) in row.amounts.enumerated() {
                content.setAmount(amount, slot: slot)
            }
            if let pair, let address = row.address { content.add(address, pair: pair) }
        }
        return content
    }

    private func expect(_ index: SegmentIndex, _ rows: [Row]) throws {
        let numbered = rows.enumerated().map { (from + UInt64($0), $1) }
        #expect(try index.otherSequences() == numbered.filter { $1.isOther }.map(\.0))
        for tenant in 0..<4 {
            var found = 0
            for pair in try index.pairs(ofTenant: tenant) {
                let key = try index.key(ofPair: pair)
                let own = numbered.filter { !$1.isOther && $1.tenant == tenant && $1.key == key }
                #expect(try index.sequences(ofPair: pair) == own.map(\.0))
                if let key { #expect(try index.pair(tenant: tenant, key: key) == pair) }
                found += own.count
                var sums: [QuarterHour: [UsageKind: [Int128]]] = [:]
                for case (_, let row) in own {
                    guard let kind = row.kind else { continue }
                    let quarter = QuarterHour(containing: row.time)
                    let old = sums[quarter, default: [:]][kind] ?? [0, 0, 0]
                    sums[quarter, default: [:]][kind] = [
                        old[0] + 1, old[1] + Int128(row.amounts[0]),
                        old[2] + Int128(row.amounts[1]),
                    ]
                }
                var cells: [QuarterHour: [UsageKind: [Int128]]] = [:]
                var kinds = UsageKinds()
                var last: QuarterHour?
                try index.forEachCell(ofPair: pair, knowing: &kinds) { cell in
                    #expect(last.map { $0 <= cell.quarter } ?? true)
                    last = cell.quarter
                    cells[cell.quarter, default: [:]][cell.kind] =
                        [Int128(cell.entries)] + cell.amounts
                }
                #expect(cells == sums)
            }
            #expect(found == numbered.filter { !$1.isOther && $1.tenant == tenant }.count)
            #expect(try index.pair(tenant: tenant, key: 999) == nil)
        }
        for number in 0..<4 {
            for text in ["10.0.\(number).1", "10.0.\(number).0/24"] {
                let block = try #require(AddressBlock(text))
                var found: Set<[Int?]> = []
                for pair in try index.pairs(from: block, hashing: hashing) {
                    for tenant in 0..<3 where try index.pairs(ofTenant: tenant).contains(pair) {
                        found.insert([tenant, try index.key(ofPair: pair)])
                    }
                }
                let wanted = rows.filter { row in
                    !row.isOther && row.address.map { block.contains($0) } ?? false
                }.map { [$0.tenant, $0.key] as [Int?] }
                #expect(found == Set(wanted))
            }
        }
    }

    @Test("An index gives back what it was made of", arguments: Seed.all)
    func whole(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let folder = try RunFolder()
        let rows = rows(using: &generator)
        let made = try SegmentIndex.make(content(of: rows), in: folder.path)
        try expect(made, rows)
        let bytes = try folder.contents()
        let opened = try SegmentIndex(
            of: sequences, source: source, hashing: hashing, in: folder.path)
        try opened.verifyChecksums()
        try expect(opened, rows)
        _ = try SegmentIndex.make(content(of: rows), in: folder.path)
        #expect(try folder.contents() == bytes, "the same rows gave other bytes")
        #expect(
            try SegmentIndex.existing(of: [sequences, 0..<256], in: folder.path) == [from])
    }

    @Test("Every changed bit and every cut is noticed", arguments: Seed.all)
    func damaged(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let folder = try RunFolder()
        _ = try SegmentIndex.make(content(of: rows(using: &generator)), in: folder.path)
        let name = try #require(try folder.names.first)
        let sound = try folder.read(name)
        var changed = [0, sound.count * 8 - 1].map { sound.flipping(bit: $0) }
        for _ in 0..<300 {
            changed.append(
                sound.flipping(bit: .random(in: 0..<sound.count * 8, using: &generator)))
            changed.append(Array(sound.prefix(.random(in: 0..<sound.count, using: &generator))))
        }
        for bytes in changed {
            try folder.write(bytes, to: name)
            #expect(throws: ProjectionError.self) {
                try SegmentIndex(
                    of: sequences, source: source, hashing: hashing, in: folder.path
                ).verifyChecksums()
            }
        }
    }

    @Test("An index of another segment, history or secret is not used")
    func others() throws {
        var generator = SplitMix64(seed: 1)
        let folder = try RunFolder()
        _ = try SegmentIndex.make(content(of: rows(using: &generator)), in: folder.path)
        #expect(throws: ProjectionError.self) {
            try SegmentIndex(of: sequences, source: .zero, hashing: hashing, in: folder.path)
        }
        #expect(throws: ProjectionError.self) {
            try SegmentIndex(
                of: sequences, source: source, hashing: AddressHashing(key: (5, 7)),
                in: folder.path)
        }
        #expect(throws: ProjectionError.self) {
            try SegmentIndex(of: 0..<256, source: source, hashing: hashing, in: folder.path)
        }
        #expect(try SegmentIndex.existing(of: [0..<256], in: folder.path).isEmpty)
        #expect(try folder.names.isEmpty, "an index of no segment was left")
    }

    @Test(
        "An index is what its segment gives, but for addresses that cannot be read any more",
        arguments: Seed.all)
    func compared(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let folder = try RunFolder()
        let rows = rows(using: &generator)
        let whole = content(of: rows)
        let subject = try #require(rows.first { !$0.isOther })
        let forgetful = rows.map { row in
            let isSubject = row.tenant == subject.tenant && row.key == subject.key
            return Row(
                tenant: row.tenant, key: row.key, kind: row.kind, amounts: row.amounts,
                time: row.time, address: isSubject ? nil : row.address, isOther: row.isOther)
        }
        var erased = content(of: forgetful)
        erased.addUnread(pair: erased.pair(tenant: subject.tenant, key: subject.key))

        let index = try SegmentIndex.make(whole, in: folder.path)
        #expect(try index.difference(from: whole) == nil)
        #expect(try index.difference(from: erased) == nil)
        let unexplained = try #require(try index.difference(from: content(of: forgetful)))
        #expect(unexplained.place.hasSuffix(", addresses"), "\(unexplained)")
        for number in 0..<8 {
            // Whatever else a segment gives is noticed, also where some of it cannot be read.
            var other = forgetful
            let row = other.remove(at: number * 30)
            other.insert(
                Row(
                    tenant: (row.tenant + 1) % 3, key: row.key, kind: row.kind,
                    amounts: row.amounts, time: row.time, address: row.address,
                    isOther: row.isOther),
                at: number * 30)
            var changed = content(of: other)
            changed.addUnread(pair: changed.pair(tenant: subject.tenant, key: subject.key))
            #expect((try index.difference(from: changed) == nil) == row.isOther)
        }
        // What can be read must be there.
        let made = try SegmentIndex.make(erased, in: folder.path)
        #expect(try made.difference(from: erased) == nil)
        #expect(try made.difference(from: whole) != nil)
    }
}

import LedgerCore
import LedgerTesting
import Projections
import Testing

@Suite struct DedupIndexTests {
    private static let segment: UInt64 = 256

    /// Hashes of few different values: many ids share one, and all of its kept bits.
    private static func hash(_ bits: Int, using generator: inout SplitMix64) -> UInt64 {
        generator.next() & (.max << UInt64(64 - bits))
    }

    /// Ids of about half the entries of a segment, in any order.
    private static func pairs(
        of segment: UInt64, bits: Int, using generator: inout SplitMix64
    ) -> [BoundID] {
        let first = segment * Self.segment
        return (first..<first + Self.segment).compactMap { sequence in
            generator.chance(oneIn: 2)
                ? nil : BoundID(hash: hash(bits, using: &generator), sequence: sequence)
        }.shuffled(using: &generator)
    }

    private func anchor(_ position: UInt64) -> Digest {
        position == 0 ? Anchor.none : Anchor.of(leaf: Array("\(position)".utf8))
    }

    private func adding(
        _ pairs: [BoundID], to index: DedupIndex
    ) throws(ProjectionError) -> DedupIndex {
        let end = index.position + index.entriesPerSegment
        var next = try index.adding(try index.buildNext(pairs), anchor: anchor(end))
        while let group = next.mergesDue.first {
            next = try next.adding(try next.merge(group), anchor: next.anchor)
        }
        return next
    }

    private func expect(
        _ index: DedupIndex, toHold pairs: [BoundID], besides hashes: [UInt64]
    ) throws {
        var oracle: [UInt64: [UInt64]] = [:]
        for pair in pairs { oracle[pair.hash >> 16, default: []].append(pair.sequence) }
        let asked = Array(Set(pairs.map(\.hash))) + hashes
        let found = try index.candidates(of: asked)
        for (hash, candidates) in zip(asked, found) {
            #expect(candidates == oracle[hash >> 16, default: []].sorted(), "\(hash)")
        }
        if let one = asked.first { #expect(try index.candidates(one) == found.first) }
    }

    @Test(
        "An index tells all that was recorded under a hash and nothing else, as it grows",
        arguments: Seed.all, [2, 6, 64])
    func oracle(seed: UInt64, bits: Int) throws {
        var generator = SplitMix64(seed: seed)
        let folder = try RunFolder()
        var index = try DedupIndex.create(in: folder.path, entriesPerSegment: Self.segment)
        var pairs: [BoundID] = []
        for segment: UInt64 in 0..<22 {
            let next = Self.pairs(of: segment, bits: bits, using: &generator)
            index = try adding(next, to: index)
            pairs += next
            #expect(index.position == (segment + 1) * Self.segment)
            // One run for each digit of the count in base four.
            let digits = String(segment + 1, radix: 4).compactMap(\.wholeNumberValue)
            #expect(index.runs.count == digits.reduce(0, +))
            #expect(try folder.names.count == index.runs.count + 1)
        }
        let others = (0..<64).map { _ in Self.hash(bits, using: &generator) }
        try expect(index, toHold: pairs, besides: others)
        let opened = try DedupIndex.open(in: folder.path, entriesPerSegment: Self.segment)
        #expect(opened.runs.map(\.digest) == index.runs.map(\.digest))
        #expect(opened.anchor == anchor(index.position))
        try expect(opened, toHold: pairs, besides: others)
    }

    @Test("A merged run has the bytes of one built from all its ids", arguments: Seed.all)
    func merging(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let folder = try RunFolder()
        let pairs = (0..<4).map { Self.pairs(of: $0, bits: 12, using: &generator) }
        let parts = try pairs.enumerated().map { number, pairs in
            let from = UInt64(number) * Self.segment
            return try DedupRun.build(pairs, from: from, to: from + Self.segment, in: folder.path)
        }
        let merged = try DedupRun.merge(parts, in: folder.path)
        let bytes = try folder.read(String(merged.path.split(separator: "/").last ?? ""))
        let other = try RunFolder()
        let built = try DedupRun.build(
            pairs.flatMap(\.self), from: 0, to: 4 * Self.segment, in: other.path)
        #expect(built.digest == merged.digest)
        #expect(try other.read(String(built.path.split(separator: "/").last ?? "")) == bytes)
        #expect(
            code { try DedupRun.merge([parts[0], parts[2]], in: folder.path) } == .notContiguous)
    }

    @Test("A hundred thousand ids are found in one run, and none that is not there")
    func many() throws {
        var generator = SplitMix64(seed: 10)
        let folder = try RunFolder()
        let pairs = (0..<100_000).map { BoundID(hash: generator.next(), sequence: $0) }
        let run = try DedupRun.build(pairs, from: 0, to: 131_072, in: folder.path)
        #expect(run.count == pairs.count)
        #expect(run.fileBytes < 100_000 * 8)
        var index = try DedupIndex.create(in: folder.path, entriesPerSegment: 131_072)
        index = try index.adding(
            try index.buildNext(pairs.shuffled(using: &generator)), anchor: anchor(131_072))
        #expect(index.runs[0].digest == run.digest)
        let found = try index.candidates(of: pairs.map(\.hash))
        #expect(zip(found, pairs).allSatisfy { $0 == [$1.sequence] })
        let others = try index.candidates(of: (0..<100_000).map { _ in generator.next() })
        // One in 2^31 of them at 48 bits.
        #expect(others.allSatisfy { $0.isEmpty })
    }

    @Test(
        "An id that is not there rarely costs more than the head of its bucket",
        arguments: [4_095, 4_096])
    func filters(count: UInt64) throws {
        var generator = SplitMix64(seed: count)
        let folder = try RunFolder()
        let pairs = (0..<count).map { BoundID(hash: generator.next(), sequence: $0) }
        let run = try DedupRun.build(pairs, from: 0, to: 4_096, in: folder.path)
        let name = String(run.path.split(separator: "/").last ?? "")
        var bytes = try folder.read(name)
        // Of 256 buckets: their heads take two blocks, and the ids have the others to the end.
        let heads = 2 * 4_096
        let entriesStart = 4_096 + heads
        for place in stride(from: entriesStart, to: bytes.count, by: 4_096) { bytes[place] ^= 1 }
        try folder.write(bytes, to: name)
        let damaged = try DedupRun(from: 0, to: 4_096, in: folder.path, expected: run.digest)
        var index = try DedupIndex.create(in: folder.path, entriesPerSegment: 4_096)
        index = try index.adding(damaged, anchor: anchor(4_096))
        #expect(pairs.allSatisfy { pair in code { try index.candidates(pair.hash) } == .damaged })
        let others = (0..<1_000).map { _ in generator.next() }
        let passing = others.count { hash in code { try index.candidates(hash) } == .damaged }
        #expect((20...120).contains(passing), "\(passing) of \(others.count)")
    }

    @Test(
        "A run has the bytes that the page on its format says",
        arguments: [0, 1, 16, 17, 200, 4_095, 4_096])
    func specification(count: Int) throws {
        var generator = SplitMix64(seed: UInt64(count))
        let folder = try RunFolder()
        let pairs = (0..<UInt64(count)).map { BoundID(hash: generator.next(), sequence: 256 + $0) }
        let run = try DedupRun.build(pairs, from: 256, to: 4_352, in: folder.path)
        let bytes = try folder.read(String(run.path.split(separator: "/").last ?? ""))
        let said = specified(pairs, from: 256, sequenceBits: 12)
        #expect(Array(bytes.suffix(said.count)) == said)
        #expect(bytes.count == said.count + filled([], to: 64 + said.count / 256).count)
        #expect(Array(bytes[32..<40]) == Array("KLDR".utf8) + [0, 2, 0, 0])
    }

    /// The heads of buckets and the ids of a run, each to whole blocks.
    private func specified(_ pairs: [BoundID], from: UInt64, sequenceBits: Int) -> [UInt8] {
        var bucketBits = 0
        while 16 << bucketBits < pairs.count { bucketBits += 1 }
        let remainderBits = 48 - bucketBits
        let sorted = pairs.sorted { ($0.hash >> 16, $0.sequence) < ($1.hash >> 16, $1.sequence) }
        var heads: [UInt8] = []
        var bits = ""
        var before = 0
        for bucket in 0...(1 << bucketBits) {
            let ids = sorted.filter { $0.hash >> UInt64(64 - bucketBits) == bucket }
            var filter = [UInt8](repeating: 0, count: 12)
            for id in ids {
                let choices = (id.hash >> 16 & 0xF_FFFF) * 96 * 96 * 96 / 0x10_0000
                for choice in [choices % 96, choices / 96 % 96, choices / 9_216] {
                    filter[11 - Int(choice / 8)] |= 1 << (choice % 8)
                }
                bits += digits(id.hash >> 16, remainderBits)
            }
            for id in ids { bits += digits(id.sequence - from, sequenceBits) }
            heads += (0..<4).map { UInt8(truncatingIfNeeded: before >> (24 - 8 * $0)) } + filter
            before += ids.count
        }
        var entries: [UInt8] = []
        while !bits.isEmpty {
            let byte = bits.prefix(8)
            let whole = byte + String(repeating: "0", count: 8 - byte.count)
            entries.append(UInt8(whole, radix: 2) ?? 0)
            bits.removeFirst(byte.count)
        }
        return filled(heads, to: heads.count) + filled(entries, to: entries.count + 8)
    }

    /// The lowest binary digits of a number.
    private func digits(_ number: UInt64, _ count: Int) -> String {
        let digits = String(number, radix: 2)
        return String((String(repeating: "0", count: 64) + digits).suffix(count))
    }

    /// Some bytes and zeros, to as many whole blocks as `count` bytes take.
    private func filled(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (count + 4_095) / 4_096 * 4_096 - bytes.count)
    }

    @Test("What does not continue an index is refused")
    func contiguity() throws {
        let folder = try RunFolder()
        let index = try DedupIndex.create(in: folder.path, entriesPerSegment: Self.segment)
        #expect(code { try index.buildNext([BoundID(hash: 1, sequence: 256)]) } == .notContiguous)
        let run = try DedupRun.build([], from: 256, to: 512, in: folder.path)
        #expect(code { try index.adding(run, anchor: Anchor.none) } == .notContiguous)
        let first = try index.adding(try index.buildNext([]), anchor: anchor(256))
        #expect(try first.candidates(0) == [])
        #expect(code { try first.adding(first.runs[0], anchor: Anchor.none) } == .notContiguous)
    }

    @Test("The files of merged runs stay for as long as somebody holds them")
    func retiring() throws {
        var generator = SplitMix64(seed: 3)
        let folder = try RunFolder()
        var index = try DedupIndex.create(in: folder.path, entriesPerSegment: Self.segment)
        var pairs: [BoundID] = []
        for segment: UInt64 in 0..<3 {
            pairs += Self.pairs(of: segment, bits: 8, using: &generator)
            let own = pairs.filter { $0.sequence >= segment * Self.segment }
            index = try adding(own, to: index)
        }
        do {
            let held = index
            index = try adding(
                Self.pairs(of: 3, bits: 8, using: &generator), to: index)
            #expect(index.runs.count == 1)
            try expect(held, toHold: pairs, besides: [])
            #expect(try folder.names.count >= 2 + held.runs.count)
        }
        #expect(
            try folder.names == ["dedup.manifest", "dedup-\(hex(0))-\(hex(1_024)).run"].sorted())
    }

    private func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test("A flipped bit never gives another answer, and what is missing is noticed")
    func damage() throws {
        var generator = SplitMix64(seed: 4)
        let folder = try RunFolder()
        let created = try DedupIndex.create(in: folder.path, entriesPerSegment: Self.segment)
        let pairs = Self.pairs(of: 0, bits: 10, using: &generator)
        _ = try adding(pairs, to: created)
        let sound = try folder.contents()
        var noticed = 0
        for (name, bytes) in sound {
            let places = (0..<1_500).map { _ in Int.random(in: bytes.indices, using: &generator) }
            for byte in Array(0..<96) + places {
                let bit = byte * 8 + Int.random(in: 0..<8, using: &generator)
                try folder.write(bytes.flipping(bit: bit), to: name)
                do throws(ProjectionError) {
                    let index = try DedupIndex.open(
                        in: folder.path, entriesPerSegment: Self.segment)
                    let found = try index.candidates(of: pairs.map(\.hash))
                    for (pair, candidates) in zip(pairs, found) {
                        #expect(candidates.contains(pair.sequence), "bit \(bit) of \(name)")
                    }
                } catch {
                    #expect(error.meansRebuild)
                    noticed += 1
                }
            }
            for count in Set([0, 1, 63, 64, bytes.count / 2, bytes.count - 1])
            where count < bytes.count {
                try folder.write(Array(bytes.prefix(count)), to: name)
                #expect(
                    code { try open(folder) }.map { $0 == .damaged } == true, "\(count) \(name)")
            }
            try folder.write(bytes, to: name)
        }
        #expect(noticed == 2 * (96 + 1_500), "the ids are asked for in every block")
        for name in sound.keys {
            var lacking = sound
            lacking[name] = nil
            try folder.restore(lacking)
            #expect(code { try open(folder) } == .missing)
        }
        try folder.restore(sound)
        #expect(try open(folder).position == Self.segment)
        #expect(
            code { try DedupIndex.open(in: folder.path, entriesPerSegment: 512) } == .damaged)
    }

    private func open(_ folder: RunFolder) throws(ProjectionError) -> DedupIndex {
        try DedupIndex.open(in: folder.path, entriesPerSegment: Self.segment)
    }

    private func code<Result>(_ body: () throws -> Result) -> ProjectionError.Code? {
        do { _ = try body() } catch { return (error as? ProjectionError)?.code }
        return nil
    }

    @Test("A discarded index is made again, and what it left behind is removed")
    func discarding() throws {
        let folder = try RunFolder()
        let index = try adding(
            [BoundID(hash: 1 << 40, sequence: 3)],
            to: try DedupIndex.create(in: folder.path, entriesPerSegment: Self.segment))
        index.discard()
        #expect(code { try open(folder) } == .missing)
        try folder.write([1], to: "dedup-x.run.new")
        try folder.write([1], to: "state.manifest")
        _ = try DedupIndex.create(in: folder.path, entriesPerSegment: Self.segment)
        #expect(try folder.names == ["dedup.manifest", "state.manifest"])
    }
}

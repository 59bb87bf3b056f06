import EventLog
import LedgerCore
import LedgerTesting
import OpenSSL
import Testing

@Suite struct FrameTests {
    static let small: Frame = {
        var generator = EntryGenerator(seed: 7, vault: PlainSealing())
        return generator.frame(41, count: 5)
    }()

    @Test(arguments: 0..<50)
    func `Entries come back as they were put in, one by one and all together`(
        seed: UInt64
    ) throws {
        var generator = EntryGenerator(seed: seed, vault: PlainSealing())
        let first = UInt64.random(in: 0...1_000_000, using: &generator.random)
        var builder = FrameBuilder(firstSequence: first, recordedAt: .start)
        var entries: [Entry] = []
        for offset in 0..<UInt64.random(in: 1...200, using: &generator.random) {
            let entry = generator.entry(first + offset, recordedAt: .start)
            entries.append(entry)
            builder.append(entry)
        }
        let bound = builder.byteCount
        let built = builder.finish()
        let read = try Frame(validating: built.bytes)

        for frame in [built, read.encoded] {
            #expect(frame.bytes.count <= bound)
            #expect(frame.firstSequence == first)
            #expect(frame.count == entries.count)
            #expect(frame.sequences == first..<(first + UInt64(entries.count)))
            #expect(frame.recordedAt == .start)
        }
        #expect(try read.entries() == entries)
        for entry in entries { #expect(try FrameReader(read).entry(at: entry.sequence) == entry) }
        #expect(try FrameReader(read).entry(at: read.nextSequence) == nil)
        if first > 0 { #expect(try FrameReader(read).entry(at: first - 1) == nil) }
        let blind = [UInt8](repeating: 7, count: 16)
        let leaves = try read.entries().map { $0.leaf(blind: blind) }
        #expect(leaves == entries.map { $0.leaf(blind: blind) })
    }

    @Test func `The bytes of a frame are those of its description`() throws {
        var builder = FrameBuilder(
            firstSequence: 0x0102, recordedAt: Timestamp(microseconds: -2))
        builder.append(
            Entry(
                sequence: 0x0102, recordedAt: Timestamp(microseconds: -2), tenant: "t",
                actor: .ledger,
                personal: SealedPersonal(
                    holder: "t", commitment: .zero, ciphertext: [0xAA, 0xBB]),
                body: .tenantClosed(TenantClosed())))
        let head: [UInt8] = [
            0x4B, 0x4C, 0x46, 0x52, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
        ]
        let terms: [UInt8] = [2, 1] + Array("t".utf8) + [6] + Array("ledger".utf8)
        let personals: [UInt8] = [1, 0] + [UInt8](repeating: 0, count: 32) + [2, 0xAA, 0xBB]
        let row: [UInt8] = [12, 16, 0, 3, 1, 0, 0, 0]
        let body = head + terms + personals + [0, 0, 0, UInt8(row.count)] + row
        #expect(builder.finish().bytes == body + SHA256.digest(of: body))
    }

    @Test func `Changing any byte of a frame is found`() throws {
        for index in Self.small.bytes.indices {
            for flip: UInt8 in [1, 0x80, 0xFF] {
                var bytes = Self.small.bytes
                bytes[index] ^= flip
                let error = #expect(throws: LogError.self) { try Frame(validating: bytes) }
                #expect(error?.code == .damaged)
            }
        }
    }

    @Test func `A frame cut at any length is found`() throws {
        for length in 0..<Self.small.bytes.count {
            let error = #expect(throws: LogError.self) {
                try Frame(validating: Array(Self.small.bytes[..<length]))
            }
            #expect(error?.code == .damaged)
        }
        #expect(throws: LogError.self) { try Frame(validating: Self.small.bytes + [0]) }
    }

    @Test func `Any byte under a right checksum gives a frame or an error`() throws {
        for index in 0..<(Self.small.bytes.count - 32) {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var bytes = Self.small.bytes
                bytes[index] = value
                guard let frame = try? Frame(validating: resummed(bytes)) else { continue }
                // What is left to find lies in the rows; decoding them is total too.
                _ = try? frame.entries()
            }
        }
    }

    @Test func `Random bytes under a right checksum give an error`() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            var bytes = Array(Self.small.bytes[..<28])
            for _ in 0..<Int.random(in: 0..<200, using: &random) {
                bytes.append(.random(in: 0...255, using: &random))
            }
            let sum = [UInt8](repeating: 0, count: 32)
            #expect(throws: LogError.self) { try Frame(validating: resummed(bytes + sum)) }
        }
    }

    @Test(arguments: [(4, "format version 2"), (6, "rules version 2")])
    func `A frame of a newer version asks for a newer keyledger`(
        offset: Int, what: String
    ) throws {
        var bytes = Self.small.bytes
        bytes[offset + 1] = 2
        let error = try #require(
            #expect(throws: LogError.self) { try Frame(validating: resummed(bytes)) })
        #expect(error.code == .newerVersion)
        #expect(error.sentence.lowercased().contains(what))
        #expect(error.sentence.contains("newer keyledger"))
    }

    @Test func `An entry of an unknown type asks for a newer keyledger`() throws {
        var builder = FrameBuilder(firstSequence: 9, recordedAt: .start)
        builder.append(
            Entry(
                sequence: 9, recordedAt: .start, tenant: "t", actor: .ledger,
                body: .tenantClosed(TenantClosed())))
        var bytes = builder.finish().bytes
        let type = try #require(bytes.lastIndex(of: EntryType.tenantClosed.rawValue, before: 32))
        bytes[type] = 250
        let frame = try Frame(validating: resummed(bytes))
        let error = try #require(
            #expect(throws: LogError.self) { try FrameReader(frame).entry(at: 9) })
        #expect(error.code == .newerVersion)
        #expect(error.place == "frame 9, entry 9")
    }

    @Test func `A builder is full before the largest entry could take it past the limit`() {
        var builder = FrameBuilder(firstSequence: 0, recordedAt: .start)
        var body = ProfileChanged()
        body.document = String(repeating: "d", count: 2 * Limits.leafBytes - 1_000)
        while !builder.isFull {
            builder.append(
                Entry(
                    sequence: builder.nextSequence, recordedAt: .start, tenant: "t",
                    actor: .ledger, body: .profileChanged(body)))
        }
        #expect(builder.count == 6)
        #expect(builder.finish().bytes.count <= Limits.frameBytes)
    }

    private func resummed(_ bytes: [UInt8]) -> [UInt8] {
        let body = Array(bytes.dropLast(32))
        return body + SHA256.digest(of: body)
    }
}

extension [UInt8] {
    /// The last place of a byte before the last `count` bytes.
    fileprivate func lastIndex(of byte: UInt8, before count: Int) -> Int? {
        dropLast(count).lastIndex(of: byte)
    }
}

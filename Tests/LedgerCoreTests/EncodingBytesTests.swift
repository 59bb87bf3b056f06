import LedgerCore
import LedgerTesting
import Testing

@Suite struct EncodingBytesTests {
    @Test(
        "Unsigned integers are LEB128",
        arguments: [
            (0, [0]), (1, [1]), (127, [0x7F]), (128, [0x80, 1]), (300, [0xAC, 2]),
            (16_383, [0xFF, 0x7F]), (16_384, [0x80, 0x80, 1]),
            (1 << 63, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]),
            (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
        ] as [(UInt64, [UInt8])])
    func unsigned(value: UInt64, bytes: [UInt8]) throws {
        var writer = ByteWriter()
        writer.unsigned(value)
        #expect(writer.bytes == bytes)
        var reader = ByteReader(bytes)
        #expect(try reader.unsigned() == value)
        #expect(reader.isAtEnd)
    }

    @Test(
        "Signed integers are zigzag",
        arguments: [
            (0, [0]), (-1, [1]), (1, [2]), (-2, [3]), (63, [0x7E]), (-64, [0x7F]), (64, [0x80, 1]),
            (.max, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
            (.min, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
        ] as [(Int64, [UInt8])])
    func signed(value: Int64, bytes: [UInt8]) throws {
        var writer = ByteWriter()
        writer.signed(value)
        #expect(writer.bytes == bytes)
        var reader = ByteReader(bytes)
        #expect(try reader.signed() == value)
        #expect(reader.isAtEnd)
    }

    @Test(
        "An integer in another form than its shortest, or of more than 64 bits, is refused",
        arguments: [
            [0x80, 0], [0xFF, 0x80, 0], [0x81, 0x80, 0x80, 0],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
        ] as [[UInt8]])
    func malformed(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: FormatError.malformed("integer")) { try reader.unsigned() }
    }

    @Test("Integers of every size come back", arguments: Seed.all)
    func integers(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let unsigned = UInt64.random(using: &generator)
            let signed = Int64.random(using: &generator)
            let width = Int.random(in: 1...8, using: &generator)
            let fixed = UInt64.random(using: &generator) >> UInt64(64 - 8 * width)
            var writer = ByteWriter()
            writer.unsigned(unsigned)
            writer.signed(signed)
            writer.fixed(fixed, width: width)
            var reader = ByteReader(writer.bytes)
            #expect(try reader.unsigned() == unsigned)
            #expect(try reader.signed() == signed)
            #expect(try reader.fixed(width: width) == fixed)
            #expect(reader.isAtEnd)
        }
    }

    @Test("Numbers of a fixed width are big-endian")
    func fixed() {
        var writer = ByteWriter()
        writer.fixed(0x0102, width: 4)
        writer.fixed(.max, width: 1)
        #expect(writer.bytes == [0, 0, 1, 2, 0xFF])
    }

    @Test("Texts and bytes carry their length", arguments: String.awkward)
    func texts(text: String) throws {
        var writer = ByteWriter()
        writer.text(text)
        writer.lengthAndBytes(Array(text.utf8))
        var reader = ByteReader(writer.bytes)
        #expect(Array(try reader.text().utf8) == Array(text.utf8))
        #expect(try reader.lengthAndBytes() == Array(text.utf8))
        #expect(reader.isAtEnd)
    }

    @Test(
        "A text that is not UTF-8 is refused",
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        ] as [[UInt8]])
    func noText(bytes: [UInt8]) {
        var reader = ByteReader([UInt8(bytes.count)] + bytes)
        #expect(throws: FormatError.malformed("text")) { try reader.text() }
    }

    @Test("Reading past the end is refused, whatever is read")
    func truncated() {
        let reads: [(String, [UInt8], (inout ByteReader) throws -> Void)] = [
            ("byte", [], { _ = try $0.byte() }),
            ("peek", [], { _ = try $0.peek() }),
            ("unsigned", [0x80], { _ = try $0.unsigned() }),
            ("signed", [0xFF, 0xFF], { _ = try $0.signed() }),
            ("fixed", [1, 2, 3], { _ = try $0.fixed(width: 4) }),
            ("slice", [1, 2], { _ = try $0.slice(3) }),
            ("negative slice", [1, 2], { _ = try $0.slice(-1) }),
            ("text", [2, 0x61], { _ = try $0.text() }),
            ("bytes", [2, 0x61], { _ = try $0.lengthAndBytes() }),
            ("digest", [UInt8](repeating: 0, count: 31), { _ = try $0.digest() }),
            ("count", [3, 0, 0], { _ = try $0.count() }),
            ("count of pairs", [2, 0, 0, 0], { _ = try $0.count(size: 2) }),
            (
                "largest count", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
                { _ = try $0.count() }
            ),
            ("move after the end", [1], { try $0.move(to: 2) }),
            ("move before the start", [1], { try $0.move(to: -1) }),
        ]
        for (name, bytes, read) in reads {
            var reader = ByteReader(bytes)
            #expect(throws: FormatError.truncated, "\(name)") { try read(&reader) }
        }
    }

    @Test("A reader of a slice stays within the slice, and peeking takes nothing")
    func slices() throws {
        let bytes: [UInt8] = [9, 1, 2, 3, 9]
        var reader = ByteReader(bytes[1..<4])
        #expect(reader.remaining == 3)
        #expect(try reader.peek() == 1)
        #expect(try reader.slice(3) == [1, 2, 3])
        #expect(reader.isAtEnd)
        #expect(throws: FormatError.truncated) { try reader.byte() }
        #expect(throws: FormatError.truncated) { try reader.move(to: 0) }
        try reader.move(to: 2)
        #expect(try reader.byte() == 2)
    }
}

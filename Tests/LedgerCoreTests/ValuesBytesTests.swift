import LedgerCore
import Testing

@Suite struct ValuesBytesTests {
    static let hex = "00017f80ff0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324"

    @Test(
        "Bytes are written in lower-case hexadecimal and read in either case",
        arguments: [
            ([], ""), ([0], "00"), ([0xFF, 0x0A], "ff0a"),
            ([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF], "0123456789abcdef"),
        ] as [([UInt8], String)])
    func hexadecimal(bytes: [UInt8], text: String) {
        #expect(Hex.encode(bytes) == text)
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
    }

    @Test(
        "What is not hexadecimal is refused",
        arguments: [
            "0", "000", "0g", "g0", "0x00", " 00", "00 ", "-1", "0/", "0:", "0@", "0`", "٠٠", "é",
        ])
    func noHexadecimal(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test("A digest keeps its bytes in order")
    func digest() throws {
        let bytes = try #require(Hex.decode(Self.hex))
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.hex == Self.hex)
        #expect(digest == Digest(hex: Self.hex.uppercased()))
        #expect(digest.words.0 == 0x0001_7F80_FF0A_0B0C)
        #expect(Digest.zero.hex == String(repeating: "0", count: 64))
        var appended: [UInt8] = [9]
        digest.append(to: &appended)
        #expect(appended == [9] + bytes)
    }

    @Test("Digests are equal where every byte is", arguments: 0..<32)
    func equality(position: Int) throws {
        var bytes = try #require(Hex.decode(Self.hex))
        let digest = Digest(bytes: bytes)
        bytes[position] ^= 0x80
        #expect(Digest(bytes: bytes) != digest)
        bytes[position] ^= 0x80
        #expect(Digest(bytes: bytes)?.hashValue == digest?.hashValue)
    }

    @Test("A digest has 32 bytes", arguments: [0, 1, 31, 33, 64])
    func noDigest(count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 7, count: count)) == nil)
        #expect(Digest(hex: String(repeating: "07", count: count)) == nil)
    }
}

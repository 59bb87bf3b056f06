import FoundationEssentials
import Zstd

/// Compressed bodies of tests.
enum Compressed {
    /// One zstd frame.
    static func zstd(_ content: [UInt8]) throws -> [UInt8] {
        var compressor = try ZstdCompressor()
        return try compressor.compress(content.span)
    }

    /// One gzip member (RFC 1952) whose content is stored as it is (RFC 1951 section 3.2.4).
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var rest = content[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            member.append(rest.isEmpty ? 1 : 0)
            member += littleEndian(UInt16(block.count)) + littleEndian(~UInt16(block.count))
            member += block
        } while !rest.isEmpty
        return member + littleEndian(checksum(content)) + littleEndian(UInt32(content.count))
    }

    /// A gzip member of 100,000 line ends, made by zlib 1.3.1 at level 9.
    static let lineEnds: [UInt8] = {
        let base64 = """
            H4sIAAAAAAACA+3BIQEAAADDIL/+gV/jAigAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADg1QB8Cm3SoIYB
            AA==
            """
        return Data(base64Encoded: base64, options: .ignoreUnknownCharacters).map(Array.init) ?? []
    }()

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// The CRC-32 of RFC 1952 section 8.
    private static func checksum(_ content: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in content {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

import LedgerTesting
import Testing
import Zstd

@Suite("Zstd stream")
struct ZstdStreamTests {
    private static let sample = (0..<200_000).map {
        UInt8(truncatingIfNeeded: $0 % 251 &+ $0 / 4_099)
    }

    private static func frame(_ message: [UInt8], level: Int = 3) throws -> [UInt8] {
        var compressor = try ZstdCompressor(level: level)
        return try compressor.compress(message.span)
    }

    /// A frame to be skipped (RFC 8878 section 3.1.2) of four bytes.
    private static let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]

    @Test(
        "The content is the same whatever the parts that the frames come in, and the room",
        arguments: [1, 2, 7, 1_000, 1 << 20], [1, 1_000, 1 << 20])
    func parts(inputBytes: Int, room: Int) throws {
        let message = room == 1 ? Array(Self.sample.prefix(5_000)) : Self.sample
        let bytes =
            try Self.frame(message) + Self.skipped + Self.frame([]) + Self.frame([1, 2, 3])
        #expect(
            try read(bytes, inputBytes: inputBytes, room: room) == message + [1, 2, 3])
    }

    @Test("A bomb gives no more than the room, part by part")
    func bomb() throws {
        let bytes = try Self.frame([UInt8](repeating: 0, count: 10_000_000))
        #expect(bytes.count < 2_000)
        var stream = try ZstdStream()
        var position = 0
        #expect(try stream.read(bytes.span, from: &position, atMost: 100).count == 100)
        #expect(try stream.read(bytes.span, from: &position, atMost: 50).count == 50)
    }

    @Test("What is cut off anywhere is truncated, and nothing at all too")
    func truncated() throws {
        let bytes = try Self.frame(Array(Self.sample.prefix(3_000)))
        for count in 0..<bytes.count {
            #expect(throws: ZstdError.self) {
                try read(Array(bytes.prefix(count)), inputBytes: 1 << 20, room: 1 << 20)
            }
        }
    }

    @Test("What follows the last frame must be a frame, also where it comes later")
    func junk() throws {
        let frame = try Self.frame([1, 2, 3])
        var stream = try ZstdStream()
        var position = 0
        #expect(try stream.read(frame.span, from: &position, atMost: 100) == [1, 2, 3])
        try stream.finish()
        let junk = Array("this is not a frame".utf8)
        position = 0
        do throws(ZstdError) {
            _ = try stream.read(junk.span, from: &position, atMost: 100)
            Issue.record("junk was read")
        } catch {
            #expect(error.code == .corrupted)
        }
    }

    /// Header of a frame without a content size: a window of 8 MiB, and one of 9.
    @Test("A window above 8 MiB is refused before it is made", arguments: [(0, true), (1, false)])
    func window(mantissa: UInt8, isTaken: Bool) throws {
        let frame: [UInt8] = [
            0x28, 0xb5, 0x2f, 0xfd, 0x00, 13 << 3 | mantissa, 0x01, 0x00, 0x00,
        ]
        do throws(ZstdError) {
            var stream = try ZstdStream()
            var position = 0
            _ = try stream.read(frame.span, from: &position, atMost: 100)
            #expect(isTaken)
        } catch {
            #expect(!isTaken)
            #expect(error.code == .windowTooLarge)
        }
    }

    private func read(_ bytes: [UInt8], inputBytes: Int, room: Int) throws -> [UInt8] {
        var stream = try ZstdStream()
        let content = try StreamParts.read(bytes, inputBytes: inputBytes, room: room) {
            try stream.read($0, from: &$1, atMost: $2)
        }
        try stream.finish()
        return content
    }
}

import Testing
import Zstd

@Suite("Zstd")
struct ZstdTests {
    /// Numbers that repeat with a period and a change, so that they compress but not to nothing.
    private func sample(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251 &+ $0 / 4_099) }
    }

    @Test(
        "What is compressed comes back, at every level and size",
        arguments: [1, 3, 19], [0, 1, 100, 65_536, 1_000_000])
    func roundTrip(level: Int, size: Int) throws {
        var compressor = try ZstdCompressor(level: level)
        var decompressor = try ZstdDecompressor()
        let message = sample(size)
        for _ in 0..<2 {
            let frame = try compressor.compress(message.span)
            if size > 1_000 { #expect(frame.count < size / 10) }
            #expect(try decompressor.decompress(frame.span, maximumSize: size) == message)
        }
    }

    @Test("Frames in a row are one content")
    func several() throws {
        var compressor = try ZstdCompressor()
        var decompressor = try ZstdDecompressor()
        let first = sample(100_000)
        let second: [UInt8] = [1, 2, 3]
        let none: [UInt8] = []
        let frames =
            try compressor.compress(first.span) + compressor.compress(none.span)
            + compressor.compress(second.span)
        #expect(
            try decompressor.decompress(frames.span, maximumSize: 100_003) == first + second)
        #expect(try code(frames, maximumSize: 100_002) == .tooLarge)
    }

    @Test("More content than allowed is refused, whether the frame states its size or not")
    func tooLarge() throws {
        var compressor = try ZstdCompressor()
        let stated = try compressor.compress([UInt8](repeating: 0, count: 1_000_000).span)
        #expect(try code(stated, maximumSize: 999_999) == .tooLarge)
        #expect(try code(Self.unstated, maximumSize: 299_999) == .tooLarge)
        var decompressor = try ZstdDecompressor()
        #expect(
            try decompressor.decompress(Self.unstated.span, maximumSize: 300_000)
                == [UInt8](repeating: 0x61, count: 300_000))
    }

    @Test("A frame that is cut off anywhere is truncated")
    func truncated() throws {
        var compressor = try ZstdCompressor()
        let frame = try compressor.compress(sample(3_000).span)
        for length in 0..<frame.count {
            #expect(try code(Array(frame.prefix(length)), maximumSize: 10_000) == .truncated)
        }
        for length in 0..<Self.unstated.count {
            let part = Array(Self.unstated.prefix(length))
            #expect(try code(part, maximumSize: 1_000_000) == .truncated)
        }
    }

    @Test("What is no frame is corrupted, also after a frame")
    func corrupted() throws {
        let noise: [UInt8] = Array("this is not a frame of zstd".utf8)
        #expect(try code(noise, maximumSize: 1_000) == .corrupted)
        var compressor = try ZstdCompressor()
        let frame = try compressor.compress([1, 2, 3].span)
        #expect(try code(frame + noise, maximumSize: 1_000) == .corrupted)
    }

    @Test("A failure leaves the decompressor usable")
    func reuse() throws {
        var compressor = try ZstdCompressor()
        var decompressor = try ZstdDecompressor()
        let message = sample(10_000)
        let frame = try compressor.compress(message.span)
        for length in [5, frame.count / 2, frame.count - 1] {
            let part = Array(frame.prefix(length))
            #expect(throws: ZstdError.self) {
                try decompressor.decompress(part.span, maximumSize: 10_000)
            }
            #expect(try decompressor.decompress(frame.span, maximumSize: 10_000) == message)
        }
    }

    /// A frame header of RFC 8878 without a content size, its window descriptor given, and one
    /// empty last block. An exponent of 13 is a window of 8 MiB.
    @Test(
        "A window of up to 8 MiB is taken, a larger one refused",
        arguments: [(10, 0, nil), (13, 0, nil), (13, 1, .windowTooLarge), (14, 0, .windowTooLarge)]
            as [(UInt8, UInt8, ZstdError.Code?)])
    func window(exponent: UInt8, mantissa: UInt8, expected: ZstdError.Code?) throws {
        let frame: [UInt8] = [
            0x28, 0xb5, 0x2f, 0xfd, 0x00, exponent << 3 | mantissa, 0x01, 0x00, 0x00,
        ]
        #expect(try code(frame, maximumSize: 1_000) == expected)
    }

    @Test("A level outside 1 to 19 is refused", arguments: [-1, 0, 20, 22])
    func levels(level: Int) throws {
        #expect {
            _ = try ZstdCompressor(level: level)
        } throws: { error in
            "\(error)" == "invalid_level: level \(level). Use a level from 1 to 19."
        }
    }

    @Test("The codes are stable")
    func codes() {
        #expect(
            ZstdError.Code.allCases.map(\.rawValue) == [
                "corrupted", "invalid_level", "library_failed", "too_large", "truncated",
                "window_too_large",
            ])
    }

    /// 300,000 letters a in blocks that repeat one byte, in a frame that states no content size
    /// (RFC 8878 section 3.1.1.2): two blocks of 128 KiB and a last one of 37,856 bytes.
    private static let unstated: [UInt8] =
        [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]
        + block(131_072, isLast: false) + block(131_072, isLast: false)
        + block(37_856, isLast: true)

    private static func block(_ size: Int, isLast: Bool) -> [UInt8] {
        let header = size << 3 | 1 << 1 | (isLast ? 1 : 0)
        return (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) } + [0x61]
    }

    /// The code of the error that decompressing throws; nil if it throws none.
    private func code(_ frames: [UInt8], maximumSize: Int) throws -> ZstdError.Code? {
        var decompressor = try ZstdDecompressor()
        do throws(ZstdError) {
            _ = try decompressor.decompress(frames.span, maximumSize: maximumSize)
            return nil
        } catch {
            return error.code
        }
    }
}

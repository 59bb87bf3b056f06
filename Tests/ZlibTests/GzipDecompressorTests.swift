import Testing
import Zlib

@Suite("Gzip")
struct GzipDecompressorTests {
    @Test("The content of a member comes back, at exactly its size", arguments: GzipMember.all)
    func one(member: GzipMember) throws {
        #expect(GzipDecompressor.isGzip(member.bytes))
        #expect(try content(member.bytes, maximumSize: member.content.count) == member.content)
    }

    @Test("The decompressor is good for the next message, also after a failure")
    func reuse() throws {
        var decompressor = try GzipDecompressor()
        for member in GzipMember.all {
            let part = Array(member.bytes.dropLast())
            #expect(throws: ZlibError.self) {
                try decompressor.decompress(part.span, maximumSize: 1 << 20)
            }
            #expect(
                try decompressor.decompress(member.bytes.span, maximumSize: 1 << 20)
                    == member.content)
        }
    }

    @Test("Members in a row are one content, and share its room")
    func several() throws {
        let bytes = GzipMember.all.flatMap(\.bytes)
        let expected = GzipMember.all.flatMap(\.content)
        #expect(try content(bytes, maximumSize: expected.count) == expected)
        #expect(try code(bytes, maximumSize: expected.count - 1) == .tooLarge)
    }

    @Test(
        "More content than allowed is refused",
        arguments: GzipMember.all.filter { !$0.content.isEmpty })
    func tooLarge(member: GzipMember) throws {
        #expect(try code(member.bytes, maximumSize: member.content.count - 1) == .tooLarge)
        #expect(try code(member.bytes, maximumSize: 0) == .tooLarge)
    }

    @Test("Any room may be allowed")
    func noLimit() throws {
        #expect(try content(GzipMember.zeros.bytes, maximumSize: .max) == GzipMember.zeros.content)
    }

    @Test("A member that is cut off anywhere is truncated", arguments: GzipMember.all)
    func truncated(member: GzipMember) throws {
        for count in 0..<member.bytes.count {
            let part = Array(member.bytes.prefix(count))
            #expect(try code(part, maximumSize: 1 << 20) == .truncated)
            #expect(
                try code(GzipMember.stored.bytes + part, maximumSize: 1 << 20)
                    == (count == 0 ? nil : .truncated))
        }
    }

    @Test("A flipped bit never changes the content unnoticed", arguments: GzipMember.all)
    func damaged(member: GzipMember) throws {
        for bit in 0..<(member.bytes.count * 8) {
            let damaged = flipping(bit, of: member.bytes)
            do throws(ZlibError) {
                var decompressor = try GzipDecompressor()
                let content = try decompressor.decompress(damaged.span, maximumSize: 1 << 20)
                #expect(content == member.content, "bit \(bit)")
            } catch {
                #expect([.corrupted, .truncated, .tooLarge].contains(error.code), "bit \(bit)")
            }
        }
    }

    @Test("Every bit of checksum and length counts", arguments: GzipMember.all)
    func trailer(member: GzipMember) throws {
        for bit in ((member.bytes.count - 8) * 8)..<(member.bytes.count * 8) {
            let damaged = flipping(bit, of: member.bytes)
            #expect(try code(damaged, maximumSize: 1 << 20) == .corrupted, "bit \(bit)")
        }
    }

    @Test("A header that gzip does not know is refused", arguments: [0, 1, 2, 3])
    func header(place: Int) throws {
        var damaged = GzipMember.stored.bytes
        // In turn: the magic number, the method and the reserved flags.
        damaged[place] ^= 0xe0
        #expect(try code(damaged, maximumSize: 100) == .corrupted)
    }

    @Test("The other formats of zlib are refused: with its own header, and with none")
    func otherFormats() throws {
        let zlib: [UInt8] = [0x78, 0x9c, 0x4b, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62]
        for bytes in [zlib, Array(zlib[2..<5])] {
            #expect(!GzipDecompressor.isGzip(bytes))
            #expect(try code(bytes, maximumSize: 100) == .corrupted)
        }
    }

    @Test("What follows the last member must be a member")
    func junk() throws {
        let bytes = GzipMember.stored.bytes + Array("junk".utf8)
        #expect(try code(bytes, maximumSize: 100) == .corrupted)
    }

    @Test("A copy does not reach into the member before")
    func copyFromBefore() throws {
        let copying = GzipMember("copying", "H4sIAAAAAAAA/6OQAgA9KTWUPwAAAA==", "").bytes
        #expect(try code(GzipMember.fixed.bytes + copying, maximumSize: 1_000) == .corrupted)
    }

    @Test("JSON is no gzip")
    func json() {
        let beginnings: [[UInt8]] = [Array(#"{"Records":[]}"#.utf8), [], [0x1f], [0x1f, 0x8c]]
        for bytes in beginnings { #expect(!GzipDecompressor.isGzip(bytes)) }
    }

    @Test("The codes are stable, and an error says what to do")
    func codes() throws {
        #expect(
            ZlibError.Code.allCases.map(\.rawValue) == [
                "corrupted", "library_failed", "too_large", "truncated",
            ])
        let error = #expect(throws: ZlibError.self) {
            try content(Array(GzipMember.stored.bytes.dropLast()), maximumSize: 100)
        }
        #expect(
            error?.description == "truncated: the last member is not whole. Send the data again: "
                + "its end is missing.")
    }

    private func flipping(_ bit: Int, of bytes: [UInt8]) -> [UInt8] {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        return flipped
    }

    private func content(_ members: [UInt8], maximumSize: Int) throws(ZlibError) -> [UInt8] {
        var decompressor = try GzipDecompressor()
        return try decompressor.decompress(members.span, maximumSize: maximumSize)
    }

    /// The code of the error that decompressing throws; nil if it throws none.
    private func code(_ members: [UInt8], maximumSize: Int) throws -> ZlibError.Code? {
        do throws(ZlibError) {
            _ = try content(members, maximumSize: maximumSize)
            return nil
        } catch {
            return error.code
        }
    }
}

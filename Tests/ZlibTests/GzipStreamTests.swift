import LedgerTesting
import Testing
import Zlib

@Suite("Gzip stream")
struct GzipStreamTests {
    @Test(
        "The content is the same whatever the parts that the members come in, and the room",
        arguments: [1, 2, 7, 1_000, 1 << 20], [1, 3, 1_000, 1 << 20])
    func parts(inputBytes: Int, room: Int) throws {
        // Without the 100,000 zeros where every byte is a call.
        let members = GzipMember.all.filter { room > 3 || $0.content.count < 10_000 }
        let bytes = members.flatMap(\.bytes)
        #expect(
            try read(bytes, inputBytes: inputBytes, room: room) == members.flatMap(\.content))
    }

    @Test("A bomb gives no more than the room, part by part")
    func bomb() throws {
        var stream = try GzipStream()
        let bytes = GzipMember.zeros.bytes
        var position = 0
        let first = try stream.read(bytes.span, from: &position, atMost: 100)
        #expect(first == [UInt8](repeating: 0, count: 100))
        let next = try stream.read(bytes.span, from: &position, atMost: 50)
        #expect(next.count == 50)
    }

    @Test(
        "What is cut off anywhere is truncated, and nothing at all too", arguments: GzipMember.all)
    func truncated(member: GzipMember) throws {
        for count in 0..<member.bytes.count {
            #expect(throws: ZlibError.self) {
                try read(Array(member.bytes.prefix(count)), inputBytes: 1 << 20, room: 1 << 20)
            }
        }
    }

    @Test("What follows the last member must be a member, also where it comes later")
    func junk() throws {
        var stream = try GzipStream()
        var position = 0
        let member = GzipMember.stored
        #expect(
            try stream.read(member.bytes.span, from: &position, atMost: 1_000) == member.content)
        try stream.finish()
        let junk = Array("junk".utf8)
        position = 0
        do throws(ZlibError) {
            _ = try stream.read(junk.span, from: &position, atMost: 1_000)
            Issue.record("junk was read")
        } catch {
            #expect(error.code == .corrupted)
        }
    }

    @Test("A copy does not reach into the member before")
    func copyFromBefore() throws {
        let copying = GzipMember("copying", "H4sIAAAAAAAA/6OQAgA9KTWUPwAAAA==", "").bytes
        #expect(throws: ZlibError.self) {
            try read(GzipMember.fixed.bytes + copying, inputBytes: 1, room: 1_000)
        }
    }

    private func read(_ bytes: [UInt8], inputBytes: Int, room: Int) throws -> [UInt8] {
        var stream = try GzipStream()
        let content = try StreamParts.read(bytes, inputBytes: inputBytes, room: room) {
            try stream.read($0, from: &$1, atMost: $2)
        }
        try stream.finish()
        return content
    }
}

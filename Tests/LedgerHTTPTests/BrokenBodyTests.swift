import LedgerService
import LedgerTesting
import Testing

/// Bodies that break: what precedes the break is kept, and the problem says how much that was.
@Suite struct BrokenBodyTests {
    private static let good = #"{"tenant":"acme","operation":"a"}"#

    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        var type = "application/x-ndjson"
        var encoding: String?
        let body: @Sendable () throws -> [UInt8]
        let status: Int
        let code: String
        let accepted: Int
    }

    private static func repeated(_ line: String, _ count: Int) -> [UInt8] {
        Array(String(repeating: line, count: count).utf8)
    }

    static let table: [Broken] = [
        Broken(
            testDescription: "32 MiB and a byte, of which the last line is",
            body: {
                let filler = repeated(String(repeating: "x", count: 1023) + "\n", 32 * 1024)
                let line = Array((good + "\n").utf8)
                return line + filler.dropFirst(line.count) + [0x0A]
            }, status: 413, code: "too_large", accepted: 1),
        Broken(
            testDescription: "100,001 lines", body: { repeated(good + "\n", 100_001) }, status: 413,
            code: "too_large", accepted: 100_000),
        Broken(
            testDescription: "a gzip bomb", encoding: "gzip",
            body: {
                Compressed.gzip(Array((good + "\n").utf8))
                    + (0..<400).flatMap { _ in Compressed.lineEnds }
            }, status: 413, code: "too_large", accepted: 1),
        Broken(
            testDescription: "a zstd bomb", encoding: "zstd",
            body: {
                try Compressed.zstd(Array((good + "\n").utf8) + repeated("\n", 40_000_000))
            }, status: 413, code: "too_large", accepted: 1),
        Broken(
            testDescription: "a zstd bomb that nothing comes out of", encoding: "zstd",
            body: {
                // Frames to be skipped (RFC 8878 section 3.1.2), of a MiB each.
                let skipped: [UInt8] =
                    [0x50, 0x2A, 0x4D, 0x18, 0, 0, 16, 0] + [UInt8](repeating: 0, count: 1 << 20)
                return (0..<33).flatMap { _ in skipped }
            }, status: 413, code: "too_large", accepted: 0),
        Broken(
            testDescription: "gzip that is cut off", encoding: "gzip",
            body: { Compressed.gzip(repeated(good + "\n", 3)).dropLast() }, status: 400,
            code: "broken_body", accepted: 3),
        Broken(
            testDescription: "gzip with something after it", encoding: "gzip",
            body: { Compressed.gzip(Array((good + "\n").utf8)) + Array("junk".utf8) }, status: 400,
            code: "bad_encoding", accepted: 1),
        Broken(
            testDescription: "zstd that is cut off", encoding: "zstd",
            body: { try Compressed.zstd(repeated(good + "\n", 3)).dropLast() }, status: 400,
            code: "broken_body", accepted: 0),
        Broken(
            testDescription: "zstd with a window of 16 MiB", encoding: "zstd",
            body: { [0x28, 0xB5, 0x2F, 0xFD, 0x00, 14 << 3, 0x01, 0x00, 0x00] }, status: 400,
            code: "bad_encoding", accepted: 0),
        Broken(
            testDescription: "an array that is not closed", type: "application/json",
            body: { Array("[\(good),\(good)".utf8) }, status: 400, code: "malformed_json",
            accepted: 2),
        Broken(
            testDescription: "an array that is cut within a line", type: "application/json",
            body: { Array("[\(good),{\"tenant\":\"ac".utf8) }, status: 400, code: "malformed_json",
            accepted: 1),
        Broken(
            testDescription: "an array that goes on after its end", type: "application/json",
            body: { Array("[\(good)],\(good)".utf8) }, status: 400, code: "malformed_json",
            accepted: 1),
        Broken(
            testDescription: "no array", type: "application/json", body: { Array(good.utf8) },
            status: 400, code: "malformed_json", accepted: 0),
    ]

    @Test("What precedes a break stays, and the problem counts it", arguments: table)
    func breaks(row: Broken) async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            let admin = ledger.adminToken
            let body = try row.body()
            try await TestServer.run(ledger.ledger) { server in
                let encoding = row.encoding.map { ["Content-Encoding: \($0)"] } ?? []
                let answer = await server.send(
                    "POST", "/v1/usage", bytes: body, token: admin,
                    headers: ["Content-Type: \(row.type)"] + encoding)
                #expect(answer.status == row.status)
                #expect(answer.string("code") == row.code)
                #expect(answer.integer("accepted") == row.accepted)
                // The counters of a problem are those of an answer.
                for name in ["duplicates", "lines_read"] { #expect(answer.integer(name) != nil) }
            }
            let meters = await ledger.send("GET", "/v1/meters", query: ["tenant": "acme"])
            #expect(meters.integer("rows", 0, "quantity") ?? 0 == row.accepted)
        }
    }

    @Test("Of a connection that is cut within a line, the lines before are kept, and no half one")
    func cutConnection() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let admin = ledger.adminToken
            try await TestServer.run(ledger.ledger) { server in
                let whole = (1...3).map {
                    #"{"id":"\#($0)","key":"\#(key.id)","operation":"a"}"# + "\n"
                }.joined()
                let before = ledger.ledger.view.position
                let connection = TestConnection(port: server.port)
                await connection.write(
                    server.request(
                        "POST", "/v1/usage",
                        [
                            "Authorization: Bearer \(admin)",
                            "Content-Type: application/x-ndjson", "Content-Length: 100000",
                        ]) + whole + #"{"id":"4","key":"\#(key.id)","operation":"a"}"#)
                connection.finishWriting()
                _ = await connection.readToEnd()
                // A month is opened with them.
                while ledger.ledger.view.position < before + 4 {
                    try await Task.sleep(for: .milliseconds(2))
                }
                // Sent again, they are known.
                let again = await server.send(
                    "POST", "/v1/usage", whole, token: admin,
                    headers: ["Content-Type: application/x-ndjson"])
                #expect(again.integer("duplicates") == 3)
                let usage = await ledger.send("GET", "/v1/keys/\(key.id)/usage")
                #expect(usage.integer("usage_count") == 3)
            }
        }
    }
}

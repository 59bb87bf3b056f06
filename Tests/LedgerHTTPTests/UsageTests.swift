import LedgerService
import LedgerTesting
import Testing

@Suite struct UsageTests {
    @Test("Each line is decided for itself: good ones are kept, bad ones are named with their line")
    func mixedLines() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let lines = """
                {"id":"1","key":"\(key.id)","operation":"a","quantities":{"calls":1,"tokens":9}}

                {"id":"1","key":"\(key.id)","operation":"a","quantities":{"calls":1,"tokens":9}}
                {"id":"1","key":"\(key.id)","operation":"b"}
                {"id":"2","key":"\(key.id)","operation":"a","colour":"red"}
                {"id":"3","key":"\(key.id)","operation":7}
                {"id":"4","key":"nobody","operation":"a"}
                {"id":"5","key":"\(key.id)","operation":"a"
                {"id":"6","key":"\(key.id)","operation":"a","time":"yesterday"}
                {"id":"7","key":"\(key.id)","operation":"a","outcome":"maybe"}
                {"id":"8","key":"\(key.id)","operation":"a","time":"2001-01-01T00:00:00Z"}
                [1]
                {"id":"9","key":"\(key.id)","operation":"a","quantities":{"calls":-1}}
                {"id":"10","key":"\(key.id)","operation":"a","status":200,"duration_us":5}\r
                {"id":"11","key":"\(key.id)","operation":"a"}
                """
            let answer = await ledger.sendLines(lines)
            #expect(answer.status == 200)
            #expect(answer.integer("accepted") == 3)
            #expect(answer.integer("duplicates") == 1)
            #expect(answer.integer("lines_read") == 14)
            #expect(answer.integer("conflicts", 0, "line") == 4)
            let first = try #require(answer.integer("first_sequence"))
            #expect(answer.integer("conflicts", 0, "sequence") == first)
            #expect(answer.integer("last_sequence") == first + 2)
            let rejected = answer.array("rejected").compactMap { $0 as? [String: Any] }
            let codes = rejected.map { "\($0["line"] ?? "") \($0["code"] ?? "")" }
            #expect(
                codes == [
                    "5 unknown_field", "6 invalid_field", "7 key_not_found", "8 malformed_json",
                    "9 invalid_field", "10 invalid_field", "11 time_too_old", "12 malformed_json",
                    "13 invalid_field",
                ])
            let details = rejected.compactMap { $0["detail"] as? String }
            #expect(details[0].contains("colour"))
            #expect(details[1].contains("operation"))
            #expect(details[4].contains("time"))
            #expect(details[5].contains("outcome"))
            #expect(answer.headers["ledger-sequence"] == String(ledger.ledger.view.position))
        }
    }

    @Test("With each=true there is a result per line, in the order of the lines")
    func eachLine() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let answer = await ledger.sendLines(
                """
                {"id":"1","key":"\(key.id)","operation":"a"}
                nonsense
                {"id":"1","key":"\(key.id)","operation":"a"}
                {"id":"1","key":"\(key.id)","operation":"other"}
                """, query: ["each": "true"])
            let results = answer.array("results").compactMap { $0 as? [String: Any] }
            let words = results.map { "\($0["line"] ?? "") \($0["result"] ?? "")" }
            #expect(words == ["1 accepted", "2 rejected", "3 duplicate", "4 conflict"])
            #expect(results[1]["code"] as? String == "malformed_json")
        }
    }

    @Test("An array is taken like its members as lines")
    func array() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let answer = await ledger.send(
                "POST", "/v1/usage",
                #"[{"key":"\#(key.id)","operation":"a"},{"key":"\#(key.id)","operation":5},7]"#,
                headers: ["Content-Type": "application/json; charset=utf-8"])
            #expect(answer.integer("accepted") == 1)
            #expect(answer.integer("rejected", 0, "line") == 2)
            #expect(answer.string("rejected", 0, "detail")?.contains("The field operation") == true)
            #expect(answer.string("rejected", 1, "code") == "malformed_json")
            #expect(answer.integer("lines_read") == 3)
        }
    }

    @Test(
        "What is no batch of lines is refused",
        arguments: [
            ("text/plain", "", "{}", 415, "unsupported_media_type"),
            ("", "", "{}", 415, "unsupported_media_type"),
            ("application/x-ndjson", "br", "{}", 415, "unsupported_encoding"),
            ("application/x-ndjson", "gzip, zstd", "{}", 415, "unsupported_encoding"),
            ("application/x-ndjson", "gzip", "{}", 400, "bad_encoding"),
            ("application/x-ndjson", "zstd", "{}", 400, "bad_encoding"),
            ("application/x-ndjson", "gzip", "", 400, "broken_body"),
            ("application/json", "", "{}", 400, "malformed_json"),
            ("application/json", "", "[{}", 400, "malformed_json"),
        ])
    func refused(
        type: String, encoding: String, body: String, status: Int, code: String
    ) async throws {
        try await TestLedger.run { ledger in
            var headers: [String: String] = [:]
            if !type.isEmpty { headers["Content-Type"] = type }
            if !encoding.isEmpty { headers["Content-Encoding"] = encoding }
            let answer = await ledger.send("POST", "/v1/usage", body, headers: headers)
            #expect(answer.status == status)
            #expect(answer.string("code") == code)
        }
    }

    @Test("A batch of too many lines breaks with its counters, and what precedes stays")
    func tooManyLines() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            let line = #"{"tenant":"acme","operation":"a"}"# + "\n"
            let answer = await ledger.sendLines(String(repeating: line, count: 100_001))
            #expect(answer.status == 413)
            #expect(answer.string("code") == "too_large")
            #expect(answer.integer("accepted") == 100_000)
            #expect(answer.integer("lines_read") == 100_000)
            let meters = await ledger.send("GET", "/v1/meters", query: ["tenant": "acme"])
            #expect(meters.integer("rows", 0, "quantity") == 100_000)
        }
    }

    @Test("A batch of too many bytes breaks with its counters; a line too long is only itself")
    func tooManyBytes() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            let line = #"{"tenant":"acme","operation":"a"}"# + "\n"
            let long = String(repeating: "x", count: 200_000) + "\n"
            var answer = await ledger.sendLines(line + long + line)
            #expect(answer.integer("accepted") == 2)
            #expect(answer.string("rejected", 0, "code") == "line_too_long")
            #expect(answer.integer("rejected", 0, "line") == 2)
            let pieces = 33 * 1024 * 1024 / long.utf8.count
            try await TestServer.run(ledger.ledger) { server in
                let body = line + String(repeating: long, count: pieces)
                let broken = await server.send(
                    "POST", "/v1/usage", body, token: ledger.adminToken,
                    headers: ["Content-Type: application/x-ndjson"])
                #expect(broken.status == 413)
                #expect(broken.integer("accepted") == 1)
            }
            answer = await ledger.send("GET", "/v1/meters", query: ["tenant": "acme"])
            #expect(answer.integer("rows", 0, "quantity") == 3)
        }
    }

    @Test("Lines may come in any pieces")
    func pieces() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let lines = (1...5).map {
                #"{"id":"\#($0)","key":"\#(key.id)","operation":"größe"}"# + "\n"
            }
            let body = lines.joined()
            try await TestServer.run(ledger.ledger) { server in
                let head = server.request(
                    "POST", "/v1/usage",
                    [
                        "Authorization: Bearer \(ledger.adminToken)",
                        "Content-Type: application/x-ndjson", "Content-Length: \(body.utf8.count)",
                    ])
                let answer = await server.send(raw: [head] + body.map { String($0) })
                #expect(answer.integer("accepted") == 5)
                #expect(answer.array("rejected").isEmpty)
            }
        }
    }

    @Test("An admitted call is completed by a line that names its decision")
    func completion() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let decision = try #require(await ledger.consume(key.token).integer("sequence"))
            let line = #"{"decision":\#(decision),"status":200,"duration_us":1500}"#
            #expect(await ledger.sendLines(line).integer("accepted") == 1)
            #expect(await ledger.sendLines(line).integer("duplicates") == 1)
            let missing = await ledger.sendLines(#"{"decision":1,"status":200}"#)
            #expect(missing.string("rejected", 0, "code") == "decision_not_found")
            let usage = await ledger.send("GET", "/v1/keys/\(key.id)/usage")
            #expect(usage.integer("usage_count") == 1)
        }
    }
}

import LedgerCore
import LedgerService
import LedgerTesting
import Testing

/// The ways in for usage: formats and encodings.
@Suite struct IngestTests {
    private static let events = "application/cloudevents-batch+json"
    private static let event = "application/cloudevents+json"

    private func post(
        _ ledger: TestLedger, _ body: String, _ type: String, headers: [String: String] = [:]
    ) async -> TestAnswer {
        await ledger.send(
            "POST", "/v1/usage", body,
            headers: headers.merging(["Content-Type": type]) { one, _ in one })
    }

    /// The newest entry, as the audit route shows it.
    private func last(_ ledger: TestLedger) async -> TestAnswer {
        await ledger.send("GET", "/v1/entries/\(ledger.ledger.view.position - 1)")
    }

    @Test("A CloudEvent gives its line id, source, time and key, where the line has none")
    func structuredEvent() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            let key = await ledger.makeKey()
            let body = """
                {"specversion":"1.0","id":"e-1","source":"gw/eu","type":"api.request",
                 "subject":"\(key.id)","time":"2026-11-21T03:04:00Z","datacontenttype":"application/json",
                 "dataschema":"https://a.test/s","traceparent":"00-1-1-01","number":7,
                 "data":{"operation":"crm:list","quantities":{"tokens":9}}}
                """
            var answer = await post(ledger, body, Self.event + "; charset=utf-8")
            #expect(answer.integer("accepted") == 1)
            let entry = await last(ledger)
            #expect(entry.string("leaf", "id") == "e-1")
            #expect(entry.string("leaf", "source") == "gw/eu")
            #expect(entry.string("leaf", "time") == "2026-11-21T03:04:00Z")
            #expect(entry.string("leaf", "key") == key.id)
            #expect(entry.integer("leaf", "data", "quantities", "tokens") == 9)
            answer = await post(ledger, body, Self.event)
            #expect(answer.integer("duplicates") == 1)

            let own = """
                [{"specversion":"1.0","id":"e-2","source":"gw","type":"t","subject":"nobody",
                 "data":{"id":"own","source":"mine","key":"\(key.id)","operation":"a"}}]
                """
            #expect(await post(ledger, own, Self.events).integer("accepted") == 1)
            #expect(await last(ledger).string("leaf", "id") == "own")
            #expect(await last(ledger).string("leaf", "source") == "mine")
        }
    }

    @Test("A batch of CloudEvents is taken event by event, and may be empty")
    func eventBatch() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            func event(_ members: String, _ data: String = #"{"operation":"a"}"#) -> String {
                #"{"specversion":"1.0","source":"s","type":"t","subject":"\#(key.id)",\#(members),"#
                    + #""data":\#(data)}"#
            }
            let bad: [(String, String, String)] = [
                (event(#""x":1"#), "invalid_field", "id"),
                (event(#""id":"""#), "invalid_field", "id"),
                (event(#""id":7"#), "invalid_field", "id"),
                (event(#""id":"b","time":"now""#), "invalid_field", "time"),
                (
                    event(#""id":"b","datacontenttype":"text/xml""#), "invalid_field",
                    "datacontenttype"
                ),
                (event(#""id":"b","data_base64":"e30=""#), "invalid_field", "data_base64"),
                (event(#""id":"b","Upper":1"#), "unknown_field", "Upper"),
                (event(#""id":"b","id":"c""#), "duplicate_name", "id"),
                (event(#""id":"b","ext":1,"ext":2"#), "duplicate_name", "ext"),
                (event(#""id":"b""#, #"{"operation":7}"#), "invalid_field", "operation"),
                (
                    event(#""id":"b""#, #"{"operation":"a","operation":"b"}"#), "duplicate_name",
                    "operation"
                ),
                (event(#""id":"b""#, "[]"), "malformed_json", "object"),
                (event(#""id":"b""#, "null"), "invalid_field", "data"),
                (
                    #"{"specversion":"0.3","id":"b","source":"s","type":"t","data":{}}"#,
                    "invalid_field", "specversion"
                ),
                (
                    #"{"specversion":"1.0","id":"b","source":"s","data":{}}"#, "invalid_field",
                    "type"
                ),
                (
                    #"{"specversion":"1.0","id":"b","source":"s","type":"t"}"#, "invalid_field",
                    "data"
                ),
                ("7", "malformed_json", "object"),
            ]
            let good = event(#""id":"good""#)
            let body = "[\(bad.map(\.0).joined(separator: ",")),\(good)]"
            let answer = await post(ledger, body, Self.events)
            #expect(answer.status == 200)
            #expect(answer.integer("accepted") == 1)
            let rejected = answer.array("rejected").compactMap { $0 as? [String: Any] }
            #expect(rejected.count == bad.count)
            for (row, (event, code, word)) in zip(rejected, bad) {
                #expect(row["code"] as? String == code, "\(event)")
                #expect((row["detail"] as? String)?.contains(word) == true, "\(event)")
            }
            #expect(await post(ledger, "[]", Self.events).integer("lines_read") == 0)
        }
    }

    @Test("A CloudEvent in binary mode has its attributes in headers, and the line as body")
    func binaryEvent() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let headers = [
                "ce-specversion": "1.0", "ce-id": "e%201", "ce-source": "/gr%C3%B6%C3%9Fe",
                "ce-type": "t", "ce-subject": key.id, "ce-extension": "x",
            ]
            let body = #"{"operation":"a"}"#
            var answer = await post(ledger, body, "application/json", headers: headers)
            #expect(answer.integer("accepted") == 1)
            #expect(await last(ledger).string("leaf", "id") == "e 1")
            #expect(await last(ledger).string("leaf", "source") == "/größe")
            let quoted = headers.merging(["ce-id": #""a \"b\"%21""#]) { _, new in new }
            answer = await post(ledger, body, "application/json", headers: quoted)
            #expect(await last(ledger).string("leaf", "id") == #"a "b"!"#)
            let problems: [([String: String], String)] = [
                (["ce-specversion": "2.0"], "specversion"), (["ce-id": ""], "id"),
                (["ce-id": "%zz"], "ce-id"), (["ce-id": "%ff"], "ce-id"),
                (["ce-time": "now"], "ce-time"),
                (["Content-Type": "text/plain"], "datacontenttype"),
            ]
            for (change, field) in problems {
                let changed = headers.merging(change) { _, new in new }
                answer = await post(ledger, body, "application/json", headers: changed)
                #expect(answer.status == 400, "\(change)")
                #expect(answer.string("field") == field, "\(change)")
            }
            answer = await post(ledger, "[]", "application/json", headers: headers)
            #expect(answer.string("rejected", 0, "code") == "malformed_json")
            answer = await post(ledger, "", "application/json", headers: headers)
            #expect(answer.string("rejected", 0, "code") == "malformed_json")
        }
    }

    @Test("Every format may come compressed", arguments: ["gzip", "x-gzip", "GZIP", "zstd"])
    func compressed(encoding: String) async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let line = #"{"key":"\#(key.id)","operation":"a"}"#
            let event = #"{"specversion":"1.0","id":"1","source":"s","type":"t","data":\#(line)}"#
            let bodies = [
                ("application/x-ndjson", line + "\n" + line), ("application/json", "[\(line)]"),
                (Self.event, event),
            ]
            for (type, body) in bodies {
                let bytes =
                    encoding == "zstd"
                    ? try Compressed.zstd(Array(body.utf8)) : Compressed.gzip(Array(body.utf8))
                let answer = await ledger.send(
                    "POST", "/v1/usage", bytes: bytes,
                    headers: ["Content-Type": type, "Content-Encoding": encoding])
                #expect(answer.status == 200)
                #expect(answer.array("rejected").isEmpty)
                #expect((answer.integer("accepted") ?? 0) > 0)
            }
            let tenant = Compressed.gzip(Array(#"{"id":"zipped"}"#.utf8))
            let other = await ledger.send(
                "POST", "/v1/tenants", bytes: tenant, headers: ["Content-Encoding": "gzip"])
            #expect(other.status == 201)
        }
    }

    @Test("An array of more than a chunk is decided as it arrives")
    func longArray() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let line = #"{"key":"\#(key.id)","operation":"a"}"#
            let lines = Array(repeating: line, count: 10_000).joined(separator: ",\n")
            let answer = await post(ledger, "[\(lines)]", "application/json")
            #expect(answer.integer("accepted") == 10_000)
            let cut = await post(ledger, "[\(lines)", "application/json")
            #expect((cut.status, cut.string("code")) == (400, "malformed_json"))
            #expect(cut.integer("accepted") == 10_000)
        }
    }

    @Test("2,000 lines of the largest quantity are summed without loss, also by the next start")
    func largestQuantities() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        let total = Int128(Limits.quantity) * 2_000
        let line = #"{"tenant":"acme","operation":"a","quantities":{"calls":\#(Limits.quantity)}}"#
        let sent = await TestLedger(disk.ledger, adminToken: disk.adminToken)
            .sendLines(String(repeating: line + "\n", count: 2_000))
        #expect(sent.integer("accepted") == 2_000)
        for _ in 0..<2 {
            let meters = await TestLedger(disk.ledger, adminToken: disk.adminToken)
                .send("GET", "/v1/meters", query: ["tenant": "acme"])
            #expect(meters.text.contains(#""quantity":\#(total)"#))
            try await disk.reopen()
        }
        await disk.close()
    }

    @Test("Lines, faults and duplicates are answered in order, in however many chunks they come")
    func chunks() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            // More than a chunk of each, and not in step with the chunks.
            let lines = (0..<2_000).map { number in
                switch number % 7 {
                case 3: "{"
                case 5: #"{"id":"\#(number - 1)","key":"\#(key.id)","operation":"a"}"#
                default: #"{"id":"\#(number)","key":"\#(key.id)","operation":"a"}"#
                }
            }
            let answer = await ledger.send(
                "POST", "/v1/usage?each=true", lines.joined(separator: "\n"),
                headers: ["Content-Type": "application/x-ndjson"])
            #expect(answer.array("results").count == lines.count)
            var accepted: [Int] = []
            for number in lines.indices {
                let word = answer.string("results", number, "result")
                #expect(answer.integer("results", number, "line") == number + 1)
                switch number % 7 {
                case 3: #expect(word == "rejected")
                case 5: #expect(word == "duplicate")
                default:
                    #expect(word == "accepted")
                    accepted.append(try #require(answer.integer("results", number, "sequence")))
                }
            }
            #expect(answer.integer("lines_read") == 2_000)
            #expect(zip(accepted, accepted.dropFirst()).allSatisfy { $0 < $1 })
            #expect(answer.integer("accepted") == accepted.count)
            #expect(answer.integer("first_sequence") == accepted.first)
            #expect(answer.integer("last_sequence") == accepted.last)
        }
    }
}

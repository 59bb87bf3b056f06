import LedgerService
import LedgerTesting
import Testing

/// Bad input over real HTTP: each line of a batch stands alone, and answers with its code; the good
/// lines beside it are kept.
@Suite struct BadInputTests {
    /// A line that is refused, and why. `KEY` is a key of the caller's, `FOREIGN` one of a tenant
    /// that it does not see.
    struct BadLine: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let code: String

        init(_ name: String, _ text: String, _ code: String) {
            self.init(name, Array(text.utf8), code)
        }

        init(_ name: String, _ bytes: [UInt8], _ code: String) {
            testDescription = name
            self.bytes = bytes
            self.code = code
        }
    }

    /// A line that is good but for what is put in.
    private static func line(_ members: String) -> String {
        #"{"key":"KEY","operation":"a",\#(members)}"#
    }

    private static func nested(_ open: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    static let lines: [BadLine] = syntax + kinds + content

    /// What is no line at all, as JSON.
    private static let syntax: [BadLine] = [
        BadLine("no JSON", "nonsense", "malformed_json"),
        BadLine("a comma too many", #"{"key":"KEY",}"#, "malformed_json"),
        BadLine("a value too many", #"{"key":"KEY" "operation":"a"}"#, "malformed_json"),
        BadLine("half a surrogate pair", line(#""id":"\ud800""#), "malformed_json"),
        BadLine("a control character", line("\"id\":\"\u{1}\""), "malformed_json"),
        BadLine("no object: a number", "7", "malformed_json"),
        BadLine("no object: null", "null", "malformed_json"),
        BadLine("no object: a string", #""KEY""#, "malformed_json"),
        BadLine("no object: an array", #"[{"key":"KEY","operation":"a"}]"#, "malformed_json"),
        BadLine("a name twice", line(#""operation":"a""#), "duplicate_name"),
        BadLine("a name twice, once escaped", line(#""\u006bey":"KEY""#), "duplicate_name"),
        BadLine(
            "a meter twice", line(#""quantities":{"calls":1,"calls":2}"#), "duplicate_name"),
        BadLine(
            "a name twice, deep in a value", line(#""id":{"a":[{"b":1,"b":2}]}"#), "invalid_field"),
        BadLine(
            "bytes that are no UTF-8",
            Array(#"{"key":"KEY","operation":""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8),
            "invalid_utf8"),
        BadLine(
            "an overlong encoding",
            Array(#"{"key":"KEY","operation":""#.utf8) + [0xC0, 0xAF] + Array("\"}".utf8),
            "invalid_utf8"),
        BadLine("a deep array", nested("[", "]", 60_000), "malformed_json"),
        BadLine("a deep object", nested(#"{"quantities":"#, "}", 5_000), "invalid_field"),
        BadLine(
            "a name that is not known", line(#""colour":"red""#), "unknown_field"),
        BadLine("a line that is too long", String(repeating: "x", count: 200_000), "line_too_long"),
    ]

    /// Each field with values that are not of its kind.
    private static let kinds: [BadLine] = {
        let texts = [
            "id", "source", "time", "tenant", "principal", "scope", "outcome", "code", "ip",
            "user_agent", "client", "transport", "trace_id",
        ]
        let integers = ["decision", "status", "duration_us", "request_bytes", "response_bytes"]
        func rows(_ names: [String], _ values: [String]) -> [BadLine] {
            names.flatMap { name in
                values.map {
                    BadLine("\(name) is \($0)", line(#""\#(name)":\#($0)"#), "invalid_field")
                }
            }
        }
        return rows(texts, ["5", "true", "[]", "{}"])
            + rows(
                integers,
                ["\"5\"", "1.5", "1e2", "1e400", "99999999999999999999", "-1", "[]", "false"]
            )
            + rows(
                ["quantities"],
                [
                    "5", "[]", #"{"calls":"1"}"#, #"{"calls":-1}"#, #"{"calls":1.5}"#,
                    #"{"calls":null}"#, #"{"calls":9007199254740992}"#, #"{"calls":1e3}"#,
                    #"{"Calls":1}"#, #"{"":1}"#, #"{"denied_calls":1}"#,
                    #"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}"#,
                ])
    }()

    /// What a line may not say.
    private static let content: [BadLine] =
        [
            BadLine("nothing", "{}", "invalid_field"),
            BadLine("no key and no tenant", #"{"operation":"a"}"#, "invalid_field"),
            BadLine("no operation", #"{"key":"KEY"}"#, "invalid_field"),
            BadLine("an unknown key", #"{"key":"key_none","operation":"a"}"#, "key_not_found"),
            BadLine("a foreign key", #"{"key":"FOREIGN","operation":"a"}"#, "key_not_found"),
            BadLine("an unknown tenant", #"{"tenant":"none","operation":"a"}"#, "tenant_not_found"),
            BadLine("a foreign tenant", #"{"tenant":"other","operation":"a"}"#, "tenant_not_found"),
            BadLine("a key of another tenant", line(#""tenant":"other""#), "key_not_found"),
            BadLine(
                "an unknown principal", #"{"tenant":"acme","principal":"eve","operation":"a"}"#,
                "principal_not_found"),
            BadLine(
                "an unknown decision", #"{"decision":999999,"status":200}"#, "decision_not_found"),
            BadLine("no time", line(#""time":"yesterday""#), "invalid_field"),
            BadLine("no day", line(#""time":"2026-02-30T00:00:00Z""#), "invalid_field"),
            BadLine(
                "a time without a zone", line(#""time":"2026-11-21T03:05:00""#), "invalid_field"),
            BadLine("a time long ago", line(#""time":"2001-01-01T00:00:00Z""#), "time_too_old"),
            BadLine("a time ahead", line(#""time":"2100-01-01T00:00:00Z""#), "time_in_future"),
            BadLine("no outcome", line(#""outcome":"maybe""#), "invalid_field"),
            BadLine("an empty id", line(#""id":"""#), "invalid_field"),
        ]
        + [("id", 256), ("source", 256), ("scope", 256), ("client", 256), ("user_agent", 513)].map {
            BadLine(
                "\($0) of \($1) bytes", line(#""\#($0)":"\#(String(repeating: "a", count: $1))""#),
                "invalid_field")
        }

    private static let good = #"{"key":"KEY","operation":"good"}"#

    /// What the lines are sent as.
    enum Framing: CaseIterable {
        case lines, array, events

        var type: String {
            switch self {
            case .lines: "application/x-ndjson"
            case .array: "application/json"
            case .events: "application/cloudevents-batch+json"
            }
        }

        func body(_ lines: [[UInt8]]) -> [UInt8] {
            switch self {
            case .lines: Array(lines.joined(separator: [UInt8(ascii: "\n")]))
            case .array: Array("[".utf8) + lines.joined(separator: [UInt8(ascii: ",")]) + [0x5D]
            case .events:
                Framing.array.body(
                    lines.enumerated().map { number, line in
                        let head =
                            #"{"specversion":"1.0","id":"\#(number)","source":"s","type":"t""#
                        return Array("\(head),\"data\":".utf8) + line + [0x7D]
                    })
            }
        }
    }

    @Test(
        "A bad line answers with its code and takes none of its neighbours with it",
        arguments: Framing.allCases)
    func badLines(framing: Framing) async throws {
        try await withCaller { server, token, fill in
            var lines: [[UInt8]] = []
            for bad in Self.lines { lines += [Array(Self.good.utf8), bad.bytes] }
            lines.append(Array(Self.good.utf8))
            let answer = await server.send(
                "POST", "/v1/usage", bytes: fill(framing.body(lines)), token: token,
                headers: ["Content-Type: \(framing.type)"])
            #expect(answer.status == 200)
            #expect(answer.integer("accepted") == Self.lines.count + 1)
            #expect(answer.integer("lines_read") == lines.count)
            let rejected = answer.array("rejected").compactMap { $0 as? [String: Any] }
            for (index, bad) in Self.lines.enumerated() {
                guard rejected.indices.contains(index) else { break }
                #expect(rejected[index]["line"] as? Int == 2 * index + 2, "\(bad.testDescription)")
                #expect(
                    rejected[index]["code"] as? String == expected(bad, framing),
                    "\(bad.testDescription)")
            }
            #expect(rejected.count == Self.lines.count)
        }
    }

    /// The data of an event lies deeper, and what is no JSON there makes the event none.
    private func expected(_ bad: BadLine, _ framing: Framing) -> String {
        switch (framing, bad.testDescription) {
        case (.events, "no object: null"): "invalid_field"
        case (.events, "a deep array"), (.events, "a deep object"): "too_deep"
        case (.events, "a name twice, deep in a value"): "duplicate_name"
        default: bad.code
        }
    }

    /// Runs a test with a caller of the tenant `acme`, and what puts keys in for their names.
    private func withCaller(
        _ test:
            @escaping @Sendable (TestServer, String, @Sendable ([UInt8]) -> [UInt8]) async throws ->
            Void
    ) async throws {
        try await TestLedger.run(clock: TestClock()) { ledger in
            let key = await ledger.makeKey().id
            let foreign = await ledger.makeKey(tenant: "other").id
            let caller = try await ledger.credential(["usage:write"], #""tenants":["acme"]"#)
            try await TestServer.run(ledger.ledger) { server in
                try await test(server, caller.token) { body in
                    var body = body
                    body.replace(Array("FOREIGN".utf8), with: Array(foreign.utf8))
                    body.replace(Array("KEY".utf8), with: Array(key.utf8))
                    return body
                }
            }
        }
    }
}

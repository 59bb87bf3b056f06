import Foundation
import LedgerService
import LedgerTesting
import Testing

/// Lists and meters as JSON, NDJSON and CSV.
@Suite struct FormatTests {
    private static let lists = [
        "/v1/tenants", "/v1/tenants/acme/principals", "/v1/keys", "/v1/entries", "HISTORY",
    ]

    /// What a list is asked for to have no rows; nil where it always has some.
    private static func nothing(
        of path: String
    ) -> (path: String, query: KeyValuePairs<String, String>)? {
        switch path {
        case "/v1/tenants": nil
        case "/v1/tenants/acme/principals": ("/v1/tenants/empty/principals", [:])
        case "/v1/keys": (path, ["tenant": "empty"])
        default: (path, ["cursor": "999999999"])
        }
    }

    private func fill(_ ledger: TestLedger) async -> String {
        let key = await ledger.makeKey(#""scopes":["crm:*"]"#)
        _ = await ledger.send(
            "POST", "/v1/tenants/acme/principals", #"{"id":"ada","name":"=1+1,\"Ada\""}"#)
        _ = await ledger.send("POST", "/v1/tenants/acme/principals", #"{"id":"bob"}"#)
        _ = await ledger.send("PATCH", "/v1/keys/\(key.id)", #"{"name":"other"}"#)
        _ = await ledger.sendLines(#"{"key":"\#(key.id)","operation":"a"}"#)
        return "/v1/keys/\(key.id)/history"
    }

    @Test(
        "A list as lines is the same rows, and says in a header where it goes on", arguments: lists)
    func lines(path: String) async throws {
        try await TestLedger.run { ledger in
            let history = await fill(ledger)
            let path = path == "HISTORY" ? history : path
            let json = await ledger.send("GET", path, query: ["limit": "2"])
            let lines = await ledger.send(
                "GET", path, query: ["limit": "2"], headers: ["Accept": "application/x-ndjson"])
            #expect(lines.headers["content-type"] == "application/x-ndjson")
            #expect(lines.headers["ledger-next-cursor"] == json.string("next_cursor"))
            let rows = try lines.text.split(separator: "\n").map {
                try JSONSerialization.jsonObject(with: Data($0.utf8))
            }
            #expect(NSArray(array: rows) == NSArray(array: json.array("data")))
        }
    }

    @Test("A list as CSV has a column for each member, also where it is empty", arguments: lists)
    func tables(path: String) async throws {
        try await TestLedger.run { ledger in
            let history = await fill(ledger)
            let path = path == "HISTORY" ? history : path
            let json = await ledger.send("GET", path)
            let table = await ledger.send("GET", path, headers: ["Accept": "text/csv"])
            #expect(table.headers["content-type"] == "text/csv; charset=utf-8; header=present")
            #expect(table.headers["content-disposition"]?.hasSuffix(#".csv""#) == true)
            let records = table.text.components(separatedBy: "\r\n").dropLast()
            #expect(records.count == json.array("data").count + 1)
            let columns = Set((records.first ?? "").split(separator: ",").map(String.init))
            let first = try #require(json["data", 0] as? [String: Any])
            #expect(columns == Set(first.keys))
            guard let (emptyPath, query) = Self.nothing(of: path) else { return }
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"empty"}"#)
            let empty = await ledger.send(
                "GET", emptyPath, query: query, headers: ["Accept": "text/csv"])
            #expect(empty.text == (records.first ?? "") + "\r\n")
        }
    }

    @Test("A cell holds text as it is, null as nothing, and what has parts as JSON")
    func cells() async throws {
        try await TestLedger.run(clock: TestClock()) { ledger in
            _ = await fill(ledger)
            let people = await ledger.send(
                "GET", "/v1/tenants/acme/principals", headers: ["Accept": "text/csv"])
            #expect(
                people.text == """
                    id,tenant,kind,role,name,email,external_id,added_at\r
                    ada,acme,person,member,"'=1+1,""Ada""\",,,2026-11-21T03:05:00Z\r
                    bob,acme,person,member,,,,2026-11-21T03:05:00Z\r

                    """)
            let keys = await ledger.send(
                "GET", "/v1/keys", query: ["tenant": "acme"], headers: ["Accept": "text/csv"])
            #expect(keys.text.contains(#""[""crm:*""]""#))
        }
    }

    @Test("Meters too, each row with its month")
    func meters() async throws {
        try await TestLedger.run(clock: TestClock()) { ledger in
            _ = await fill(ledger)
            let table = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "acme", "group_by": "operation,day"],
                headers: ["Accept": "text/csv"])
            #expect(
                table.text == """
                    period,state,operation,day,meter,quantity\r
                    2026-11,provisional,a,2026-11-21,calls,1\r

                    """)
            let lines = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "acme"],
                headers: ["Accept": "application/x-ndjson"])
            #expect(
                lines.text
                    == #"{"meter":"calls","period":"2026-11","quantity":1,"state":"provisional"}"#
                    + "\n")
        }
    }

    @Test(
        "What the caller likes best is what it gets",
        arguments: [
            ("*/*", "application/json"), ("application/json", "application/json"),
            ("text/csv, */*", "application/json"),
            ("text/csv;q=0.9, application/json;q=0.5", "text/csv"),
            ("text/*", "text/csv"), ("application/*", "application/json"),
            ("text/html, text/csv;q=0.1", "text/csv"),
            ("application/jsonl", "application/x-ndjson"),
            ("application/json;q=0, */*;q=0.1", "application/x-ndjson"),
            ("TEXT/CSV; charset=utf-8", "text/csv"),
            ("", "application/json"), ("text/html", nil), ("application/xml, image/*", nil),
            ("text/csv;q=0", nil),
        ] as [(String, String?)])
    func accept(field: String, type: String?) async throws {
        try await TestLedger.run { ledger in
            let headers = field.isEmpty ? [:] : ["Accept": field]
            for (path, query): (String, KeyValuePairs<String, String>) in [
                ("/v1/tenants", [:]), ("/v1/meters", ["tenant": "ledger"]),
            ] {
                let answer = await ledger.send("GET", path, query: query, headers: headers)
                #expect(answer.status == (type == nil ? 406 : 200))
                if let type {
                    #expect(answer.headers["content-type"]?.hasPrefix(type) == true, "\(field)")
                } else {
                    #expect(answer.string("code") == "not_acceptable")
                }
            }
        }
    }
}

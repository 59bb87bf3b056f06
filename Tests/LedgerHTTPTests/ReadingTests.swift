import Foundation
import LedgerService
import LedgerTesting
import Testing

@Suite struct ReadingTests {
    @Test(
        "A list comes in pages, each thing once and in order",
        arguments: [
            "/v1/tenants", "/v1/keys", "/v1/tenants/t1/principals", "/v1/entries",
        ])
    func pages(path: String) async throws {
        try await TestLedger.run { ledger in
            for number in 1...5 {
                _ = await ledger.makeKey(tenant: "t\(number)")
                _ = await ledger.send("POST", "/v1/tenants/t1/principals", #"{"id":"p\#(number)"}"#)
            }
            let whole = await ledger.send("GET", path).array("data")
            #expect(whole.count >= 5)
            var paged: [Any] = []
            var query: KeyValuePairs<String, String> = ["limit": "2"]
            var pages = 0
            while true {
                let answer = await ledger.send("GET", path, query: query)
                #expect(answer.status == 200)
                paged += answer.array("data")
                pages += 1
                #expect(answer.flag("has_more") == (answer.string("next_cursor") != nil))
                guard let next = answer.string("next_cursor") else { break }
                #expect(answer.array("data").count == 2)
                query = ["limit": "2", "cursor": next]
            }
            #expect(pages == (whole.count + 1) / 2)
            #expect(NSArray(array: paged) == NSArray(array: whole))
        }
    }

    @Test(
        "A query that is not understood is refused, not ignored",
        arguments: [
            ("/v1/keys", "limit", "0", "invalid_field"),
            ("/v1/keys", "limit", "1001", "invalid_field"),
            ("/v1/keys", "cursor", "abc", "invalid_field"),
            ("/v1/keys", "cursor", "0", "invalid_field"),
            ("/v1/keys", "cursor", "ff", "invalid_field"),
            ("/v1/keys", "cursor", "", "invalid_field"),
            ("/v1/tenants", "cursor", "0", "invalid_field"),
            ("/v1/entries", "cursor", "-1", "invalid_field"),
            ("/v1/keys", "status", "sleeping", "invalid_field"),
            ("/v1/keys", "Tenant", "acme", "unknown_field"),
            ("/v1/entries", "type", "key.made", "invalid_field"),
            ("/v1/entries", "from", "yesterday", "invalid_field"),
            ("/v1/meters", "period", "2026-13", "invalid_field"),
            ("/v1/usage", "each", "maybe", "invalid_field"),
        ])
    func queries(path: String, name: String, value: String, code: String) async throws {
        try await TestLedger.run { ledger in
            let query: KeyValuePairs<String, String> =
                path == "/v1/meters" ? ["tenant": "ledger", name: value] : [name: value]
            let answer = await ledger.send(
                path == "/v1/usage" ? "POST" : "GET", path, query: query)
            #expect((answer.status, answer.string("code")) == (400, code))
            #expect(answer.string("field") == name)
        }
    }

    @Test("Keys are found by tenant, owner and status")
    func keyFilters() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.makeKey(tenant: "other")
            let plain = await ledger.makeKey()
            _ = await ledger.send("POST", "/v1/tenants/acme/principals", #"{"id":"ada"}"#)
            let owned = await ledger.makeKey(#""owner":"ada""#)
            _ = await ledger.send("POST", "/v1/keys/\(plain.id)/disable")
            let cases: [(KeyValuePairs<String, String>, [String])] = [
                (["tenant": "acme"], [plain.id, owned.id]),
                (["tenant": "acme", "owner": "ada"], [owned.id]),
                (["owner": "ada"], [owned.id]), (["status": "disabled"], [plain.id]),
                (["tenant": "acme", "status": "active"], [owned.id]),
                (["status": "revoked"], []),
            ]
            for (query, ids) in cases {
                let answer = await ledger.send("GET", "/v1/keys", query: query)
                let found = answer.array("data").compactMap { ($0 as? [String: Any])?["id"] }
                #expect(found as? [String] == ids, "\(query)")
            }
        }
    }

    @Test("The meters of the keys and of what came without one add up to the tenant's")
    func meters() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            let key = await ledger.makeKey()
            _ = await ledger.sendLines(
                """
                {"key":"\(key.id)","operation":"a","quantities":{"calls":2,"tokens":7}}
                {"tenant":"acme","operation":"a"}
                {"key":"\(key.id)","operation":"a","outcome":"denied"}
                """)
            let tenant = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "acme", "period": "2026-11"])
            #expect(tenant.rows == ["calls=3", "denied_calls=1", "tokens=7"])
            let keys = await ledger.send(
                "GET", "/v1/meters",
                query: ["tenant": "acme", "period": "2026-11", "group_by": "key"])
            #expect(
                keys.rows == [
                    "\(key.id) calls=2", "\(key.id) denied_calls=1", "\(key.id) tokens=7",
                    "null calls=1",
                ])
            let before = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "acme", "period": "2026-10"])
            #expect(before.rows == [])
            #expect(before.integer("sequence") == Int(ledger.ledger.view.position))
        }
    }

    @Test("Entries are found by key, type and time, and show the leaf and what it commits to")
    func entries() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            let key = await ledger.makeKey()
            clock.advance(seconds: 60)
            _ = await ledger.consume(
                key.token, #""ip":"192.0.2.7","user_agent":"curl/8","scopes":[]"#)
            let cases: [(KeyValuePairs<String, String>, [String])] = [
                (["key": key.id], ["key.created", "usage.recorded"]),
                (["type": "usage.recorded"], ["usage.recorded"]),
                (["key": key.id, "from": "2026-11-21T03:06:00Z"], ["usage.recorded"]),
                (["key": key.id, "to": "2026-11-21T04:06:00+01:00"], ["key.created"]),
                (["tenant": "acme", "type": "key.revoked"], []),
            ]
            for (query, types) in cases {
                let answer = await ledger.send("GET", "/v1/entries", query: query)
                let found = answer.array("data").compactMap { ($0 as? [String: Any])?["type"] }
                #expect(found as? [String] == types, "\(query)")
            }
            let call = await ledger.send(
                "GET", "/v1/entries", query: ["type": "usage.recorded"])
            let sequence = try #require(call.integer("data", 0, "sequence"))
            let entry = await ledger.send("GET", "/v1/entries/\(sequence)")
            #expect(entry.string("personal", "ip") == "192.0.2.7")
            #expect(entry.string("personal", "user_agent") == "curl/8")
            #expect(entry.string("leaf", "data", "operation") == "crm:list")
            #expect(entry.integer("leaf", "sequence") == sequence)
            #expect(!entry.text.contains(key.token))
        }
    }

    @Test("Who used a key: from where, with what, for what, and what was refused")
    func who() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            let key = await ledger.makeKey(
                #""caps":[{"meter":"calls","period":"month","limit":2}]"#)
            for (ip, agent) in [("192.0.2.1", "a/1"), ("192.0.2.1", "b/1"), ("192.0.2.2", "b/1")] {
                clock.advance(seconds: 3600)
                _ = await ledger.consume(
                    key.token, #""ip":"\#(ip)","user_agent":"\#(agent)","client":"web""#)
            }
            _ = await ledger.sendLines(
                #"{"key":"\#(key.id)","operation":"crm:get","status":500,"code":"oops"}"#)
            var answer = await ledger.send("GET", "/v1/audit/who/\(key.id)")
            #expect(answer.integer("allowed") == 3)
            #expect(answer.integer("denied") == 1)
            #expect(answer.string("first_seen") == "2026-11-21T04:05:00Z")
            #expect(answer.string("last_seen") == "2026-11-21T06:05:00Z")
            #expect(answer.string("ips", 0, "value") == "192.0.2.1")
            #expect(answer.integer("ips", 0, "allowed") == 2)
            #expect(answer.string("ips", 0, "first_seen") == "2026-11-21T04:05:00Z")
            #expect(answer.string("ips", 0, "last_seen") == "2026-11-21T05:05:00Z")
            #expect(answer.integer("ips", 1, "denied") == 1)
            #expect(answer.string("user_agents", 0, "value") == "b/1")
            #expect(answer.string("clients", 0, "value") == "web")
            #expect(answer.string("operations", 0, "value") == "crm:list")
            #expect(answer.integer("operations", 1, "allowed") == 1)
            #expect(answer.string("denials", 0, "value") == "cap_exceeded")
            #expect(answer.string("errors", 0, "value") == "oops")

            answer = await ledger.send(
                "GET", "/v1/audit/who/\(key.id)", query: ["last": "90m"])
            #expect(answer.integer("allowed") == 2)
            answer = await ledger.send(
                "GET", "/v1/audit/who/\(key.id)",
                query: ["from": "2026-11-21T05:00:00Z", "to": "2026-11-21T06:00:00Z"])
            #expect(answer.integer("allowed") == 1)
            for last in ["7", "d", "0d", "-1d", "7y", "99999999999d"] {
                answer = await ledger.send(
                    "GET", "/v1/audit/who/\(key.id)", query: ["last": last])
                #expect(answer.status == 400, "\(last)")
            }
        }
    }

    @Test("A check answers as consume would, and records nothing")
    func check() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey(
                #""scopes":["crm:*"],"caps":[{"meter":"calls","period":"month","limit":0}]"#)
            let before = ledger.ledger.view.position
            let mode = #""mode":"check""#
            let cases = [
                (key.token, #""scopes":["crm:read"],\#(mode)"#, "cap_exceeded"),
                (key.token, #""scopes":["files:read"],\#(mode)"#, "scope_missing"),
                (key.token, #""tenant":"other",\#(mode)"#, "unknown_key"),
                ("kl_wrong", mode, "malformed_key"),
                (try TokenMint.mint().token, mode, "unknown_key"),
            ]
            for (token, members, code) in cases {
                let answer = await ledger.consume(token, members)
                #expect(answer.string("code") == code)
                #expect(answer["sequence"] == nil)
            }
            #expect(ledger.ledger.view.position == before)
            let reserve = await ledger.consume(key.token, #""mode":"reserve""#)
            #expect((reserve.status, reserve.string("field")) == (400, "mode"))
            let both = await ledger.consume(key.token, #""key":"\#(key.id)""#)
            #expect(both.status == 400)
        }
    }

    @Test("A principal keeps what a change does not name")
    func principals() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            _ = await ledger.send(
                "POST", "/v1/tenants/acme/principals",
                #"{"id":"ada@acme","kind":"service","role":"admin","name":"Ada","email":"a@a.test"}"#
            )
            let path = "/v1/tenants/acme/principals/ada%40acme"
            var answer = await ledger.send("PATCH", path, #"{"name":"Ada L."}"#)
            #expect(answer.string("name") == "Ada L.")
            #expect(answer.string("email") == "a@a.test")
            answer = await ledger.send("PATCH", path, #"{"role":"member"}"#)
            #expect(answer.string("role") == "member")
            #expect(answer.string("name") == "Ada L.")
            #expect(await ledger.send("DELETE", path).status == 204)
            answer = await ledger.send("PATCH", path, #"{"role":"member"}"#)
            #expect(answer.string("code") == "principal_not_found")
            answer = await ledger.send("GET", "/v1/tenants/acme/principals")
            #expect(answer.array("data").isEmpty)
        }
    }
}

extension TestAnswer {
    /// The rows of a meter answer, as `key meter=quantity`.
    fileprivate var rows: [String] {
        array("rows").compactMap { row in
            guard let row = row as? [String: Any] else { return nil }
            let key = row["key"].map { $0 is NSNull ? "null " : "\($0) " } ?? ""
            return "\(key)\(row["meter"] ?? "")=\(row["quantity"] ?? "")"
        }
    }
}

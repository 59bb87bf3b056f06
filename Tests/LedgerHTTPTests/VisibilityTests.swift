import LedgerCore
import LedgerService
import Testing

@Suite struct VisibilityTests {
    @Test("What belongs to a foreign tenant is answered like what was never there, byte for byte")
    func foreignEqualsMissing() async throws {
        try await TestLedger.run { ledger in
            let foreign = await ledger.makeKey(tenant: "other")
            _ = await ledger.makeKey(tenant: "acme")
            _ = await ledger.send("POST", "/v1/tenants/other/principals", #"{"id":"eve"}"#)
            _ = await ledger.sendLines(#"{"key":"\#(foreign.id)","operation":"a"}"#)
            let last = ledger.ledger.view.position - 1
            let mine = try await ledger.credential(
                [
                    "ledger:read", "ledger:write", "usage:write", "audit:read", "billing:read",
                    "gateway:authorize",
                ], #""tenants":["acme"]"#)
            // Each of a foreign thing, and the same of one that is not.
            let pairs = [
                ("GET", "/v1/tenants/other", "/v1/tenants/nobody", "", ""),
                ("PATCH", "/v1/tenants/other", "/v1/tenants/nobody", #"{"tier":"a"}"#, ""),
                ("GET", "/v1/tenants/other/principals", "/v1/tenants/nobody/principals", "", ""),
                (
                    "POST", "/v1/tenants/other/principals", "/v1/tenants/nobody/principals",
                    #"{"id":"eve"}"#, ""
                ),
                (
                    "PATCH", "/v1/tenants/other/principals/eve", "/v1/tenants/nobody/principals/x",
                    #"{"name":"b"}"#, ""
                ),
                (
                    "DELETE", "/v1/tenants/other/principals/eve",
                    "/v1/tenants/nobody/principals/x", "", ""
                ),
                ("GET", "/v1/keys/FOREIGN", "/v1/keys/key_none", "", ""),
                ("PATCH", "/v1/keys/FOREIGN", "/v1/keys/key_none", #"{"name":"b"}"#, ""),
                ("DELETE", "/v1/keys/FOREIGN", "/v1/keys/key_none", "", ""),
                ("POST", "/v1/keys/FOREIGN/disable", "/v1/keys/key_none/disable", "", ""),
                ("POST", "/v1/keys/FOREIGN/enable", "/v1/keys/key_none/enable", "", ""),
                ("POST", "/v1/keys/FOREIGN/rotate", "/v1/keys/key_none/rotate", "", ""),
                ("POST", "/v1/keys/FOREIGN/revoke", "/v1/keys/key_none/revoke", "", ""),
                ("GET", "/v1/keys/FOREIGN/history", "/v1/keys/key_none/history", "", ""),
                ("GET", "/v1/keys/FOREIGN/usage", "/v1/keys/key_none/usage", "", ""),
                ("GET", "/v1/keys/FOREIGN/caps", "/v1/keys/key_none/caps", "", ""),
                ("GET", "/v1/keys?tenant=other", "/v1/keys?tenant=nobody", "", ""),
                ("GET", "/v1/meters?tenant=other", "/v1/meters?tenant=nobody", "", ""),
                ("GET", "/v1/entries?tenant=other", "/v1/entries?tenant=nobody", "", ""),
                ("GET", "/v1/entries?key=FOREIGN", "/v1/entries?key=key_none", "", ""),
                ("GET", "/v1/entries/\(last)", "/v1/entries/999999", "", ""),
                ("GET", "/v1/audit/who/FOREIGN", "/v1/audit/who/key_none", "", ""),
                (
                    "POST", "/v1/keys", "/v1/keys", #"{"tenant":"other","name":"a"}"#,
                    #"{"tenant":"nobody","name":"a"}"#
                ),
            ]
            try await TestServer.run(ledger.ledger) { server in
                for (method, foreignPath, missingPath, body, otherBody) in pairs {
                    let there = await server.send(
                        method, foreignPath.replacing("FOREIGN", with: foreign.id), body,
                        token: mine.token)
                    let missing = await server.send(
                        method, missingPath, otherBody.isEmpty ? body : otherBody,
                        token: mine.token)
                    #expect(there.status == 404, "\(method) \(foreignPath)")
                    #expect(missing.status == 404, "\(method) \(missingPath)")
                    #expect(there.comparable == missing.comparable, "\(method) \(foreignPath)")
                }
            }
        }
    }

    @Test("Lists, searches and usage know only the tenants of the caller")
    func lists() async throws {
        try await TestLedger.run { ledger in
            let foreign = await ledger.makeKey(tenant: "other")
            let own = await ledger.makeKey(tenant: "acme")
            let mine = try await ledger.credential(
                ["ledger:read", "usage:write", "audit:read", "gateway:authorize"],
                #""tenants":["acme"]"#)
            try await TestServer.run(ledger.ledger) { server in
                let tenants = await server.send("GET", "/v1/tenants", token: mine.token)
                #expect(tenants.array("data").count == 1)
                #expect(tenants.string("data", 0, "id") == "acme")
                let keys = await server.send("GET", "/v1/keys", token: mine.token)
                #expect(keys.array("data").count == 1)
                #expect(keys.string("data", 0, "id") == own.id)
                let entries = await server.send("GET", "/v1/entries", token: mine.token)
                #expect(!entries.array("data").isEmpty)
                #expect(!entries.text.contains(#""tenant":"other""#))
                #expect(!entries.text.contains(#""tenant":"ledger""#))
                let decision = await server.send(
                    "POST", "/v1/authorize",
                    #"{"token":"\#(foreign.token)","operation":"a"}"#, token: mine.token)
                #expect(decision.string("code") == "unknown_key")
                let lines = await server.send(
                    "POST", "/v1/usage", #"{"key":"\#(foreign.id)","operation":"a"}"#,
                    token: mine.token, headers: ["Content-Type: application/x-ndjson"])
                #expect(lines.string("rejected", 0, "code") == "key_not_found")
            }
        }
    }

    @Test("A cursor names what the caller sees next, and one of what it does not see is refused")
    func cursors() async throws {
        try await TestLedger.run { ledger in
            let foreign = await ledger.makeKey(tenant: "other")
            let own = [await ledger.makeKey(), await ledger.makeKey(), await ledger.makeKey()]
            _ = await ledger.send("POST", "/v1/tenants/other/principals", #"{"id":"eve"}"#)
            let mine = try await ledger.credential(["ledger:read"], #""tenants":["acme"]"#)
            try await TestServer.run(ledger.ledger) { server in
                let page = await server.send("GET", "/v1/keys?limit=1", token: mine.token)
                #expect(page.string("next_cursor") == Self.cursor(own[1].id))
                for (list, theirs, nobodys) in [
                    ("/v1/keys", foreign.id, "key_none"), ("/v1/tenants", "other", "nobody"),
                    ("/v1/tenants/acme/principals", "eve", "nobody"),
                    ("/v1/keys?tenant=acme", foreign.id, "key_none"),
                ] {
                    let start = list + (list.contains("?") ? "&" : "?") + "cursor="
                    let there = await server.send(
                        "GET", start + Self.cursor(theirs), token: mine.token)
                    let missing = await server.send(
                        "GET", start + Self.cursor(nobodys), token: mine.token)
                    #expect(there.status == 400, "\(list)")
                    #expect(there.string("code") == "invalid_field")
                    #expect(there.comparable == missing.comparable, "\(list)")
                }
            }
            // To the operator the key is there, and still no place among those of one tenant.
            let others = await ledger.send(
                "GET", "/v1/keys", query: ["tenant": "acme", "cursor": Self.cursor(foreign.id)])
            #expect(others.status == 400)
        }
    }

    private static func cursor(_ id: String) -> String { Hex.encode(Array(id.utf8)) }

    @Test("A place in a list stays, whatever is added and whatever becomes of the thing there")
    func places() async throws {
        try await TestLedger.run { ledger in
            let keys = [await ledger.makeKey(), await ledger.makeKey(), await ledger.makeKey()]
            let first = await ledger.send(
                "GET", "/v1/keys", query: ["tenant": "acme", "limit": "1"])
            let next = try #require(first.string("next_cursor"))
            let added = await ledger.makeKey()
            _ = await ledger.makeKey(tenant: "other")
            _ = await ledger.send("DELETE", "/v1/keys/\(keys[1].id)")
            let rest = await ledger.send(
                "GET", "/v1/keys", query: ["tenant": "acme", "cursor": next])
            #expect(
                rest.array("data").indices.map { rest.string("data", $0, "id") }
                    == [keys[2].id, added.id])
        }
    }

    @Test("A command id of someone else's tenant opens nothing")
    func foreignCommandID() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"other"}"#)
            // Principals of two tenants with one name: their command ids have one source.
            for tenant in ["acme", "other"] {
                _ = await ledger.send(
                    "POST", "/v1/tenants/\(tenant)/principals",
                    #"{"id":"ada","role":"admin"}"#)
            }
            let scopes = #""scopes":["ledger:write"],"owner":"ada","name":"c""#
            let own = await ledger.send("POST", "/v1/keys", #"{"tenant":"acme",\#(scopes)}"#)
            let foreign = await ledger.send("POST", "/v1/keys", #"{"tenant":"other",\#(scopes)}"#)
            let ownToken = try #require(own.string("token"))
            let foreignToken = try #require(foreign.string("token"))
            try await TestServer.run(ledger.ledger) { server in
                let body = #"{"tenant":"acme","name":"k"}"#
                let made = await server.send(
                    "POST", "/v1/keys", body, token: ownToken, headers: ["Idempotency-Key: one"])
                #expect(made.status == 201)
                let seen = await server.send(
                    "POST", "/v1/keys", body, token: foreignToken,
                    headers: ["Idempotency-Key: one"])
                #expect(seen.status == 404)
                #expect(seen.string("code") == "tenant_not_found")
                #expect(seen.headers["idempotent-replayed"] == nil)
            }
        }
    }
}

extension TestAnswer {
    /// All of an answer but what differs from one to the next.
    var comparable: String {
        let same = headers.filter {
            !["date", "x-request-id", "ledger-sequence"].contains($0.key)
        }
        let body = text.replacing(/"request_id":"[^"]*"/, with: "")
        return "\(status) \(same.sorted { $0.key < $1.key }) \(body)"
    }
}

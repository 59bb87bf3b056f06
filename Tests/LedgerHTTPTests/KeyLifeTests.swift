import LedgerService
import Testing

@Suite struct KeyLifeTests {
    @Test("A key lives through cap, raise, disable, enable and revoke, and its history tells it")
    func wholeLife() async throws {
        try await TestLedger.run { ledger in
            var answer = await ledger.send(
                "POST", "/v1/tenants", #"{"id":"acme","time_zone":"Europe/Berlin"}"#)
            #expect(answer.status == 201)
            #expect(answer.string("profile") == "native")
            answer = await ledger.send(
                "POST", "/v1/tenants/acme/principals",
                #"{"id":"ada","kind":"person","role":"owner","name":"Ada","email":"ada@acme.test"}"#
            )
            #expect(answer.status == 201)
            #expect(answer.string("email") == "ada@acme.test")
            answer = await ledger.send(
                "POST", "/v1/keys",
                #"{"tenant":"acme","owner":"ada","name":"import job","scopes":["crm:*"],"caps":[{"meter":"calls","period":"month","limit":5}]}"#
            )
            #expect(answer.status == 201)
            let id = try #require(answer.string("id"))
            let token = try #require(answer.string("token"))
            #expect(answer.string("name") == "import job")

            for used in 1...5 {
                answer = await ledger.consume(token)
                #expect(answer.flag("allowed") == true)
                #expect(answer.integer("caps", 0, "used") == used)
                #expect(answer.integer("provenance", "caps", 0, "used") == used - 1)
            }
            answer = await ledger.consume(token)
            #expect(answer.status == 200)
            #expect(answer.flag("allowed") == false)
            #expect(answer.string("code") == "cap_exceeded")
            #expect(answer.integer("caps", 0, "remaining") == 0)

            answer = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "acme", "group_by": "key"])
            #expect(answer.string("state") == "provisional")
            let rows = answer.array("rows").compactMap { $0 as? [String: Any] }
            let calls = rows.first { $0["meter"] as? String == "calls" }
            #expect(calls?["quantity"] as? Int == 5)
            #expect(calls?["key"] as? String == id)

            answer = await ledger.send(
                "PATCH", "/v1/keys/\(id)",
                #"{"caps":[{"meter":"calls","period":"month","limit":10}]}"#)
            #expect(answer.integer("caps", 0, "limit") == 10)
            #expect(await ledger.consume(token).string("code") == "ok")
            let codes = [("disable", "disabled"), ("enable", "ok"), ("revoke", "revoked")]
            for (act, code) in codes {
                answer = await ledger.send(
                    "POST", "/v1/keys/\(id)/\(act)", headers: ["Ledger-Reason": "because"])
                #expect(answer.status == 200)
                #expect(await ledger.consume(token).string("code") == code)
            }

            answer = await ledger.send("GET", "/v1/keys/\(id)/history")
            let types = answer.array("data").compactMap {
                ($0 as? [String: Any])?["type"] as? String
            }
            #expect(
                types == [
                    "key.created", "key.caps_changed", "key.disabled", "key.enabled",
                    "key.revoked",
                ])
            #expect(answer.string("data", 4, "actor", "surface") == "cli")
            #expect(answer.string("data", 4, "reason") == "because")
            #expect(answer.string("data", 0, "changes", "name") == "import job")
            #expect(answer.integer("data", 1, "changes", "caps", 0, "limit") == 10)
            #expect(!answer.text.contains(token))
        }
    }

    @Test("A change leaves what it does not name, and null takes the expiry away")
    func changes() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey(
                #""scopes":["crm:read"],"expires_at":"2999-01-01T00:00:00Z""#)
            var answer = await ledger.send(
                "PATCH", "/v1/keys/\(key.id)", #"{"name":"renamed"}"#)
            #expect(answer.string("name") == "renamed")
            #expect(answer.string("expires_at") == "2999-01-01T00:00:00Z")
            #expect(answer["scopes"] as? [String] == ["crm:read"])
            answer = await ledger.send("PATCH", "/v1/keys/\(key.id)", #"{"expires_at":null}"#)
            #expect(answer.status == 200)
            #expect(answer["expires_at"] == nil)
            #expect(answer.string("name") == "renamed")
            answer = await ledger.send("PATCH", "/v1/keys/\(key.id)", #"{"name":null}"#)
            #expect(answer.status == 400)
            #expect(answer.string("field") == "name")
        }
    }

    @Test("After a rotation both tokens pass, and without an overlap only the new one")
    func rotation() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            let second = await ledger.send("POST", "/v1/keys/\(key.id)/rotate")
            #expect(second.status == 200)
            #expect(second.array("secrets").count == 2)
            let secondToken = try #require(second.string("token"))
            #expect(await ledger.consume(key.token).string("code") == "ok")
            #expect(await ledger.consume(secondToken).string("code") == "ok")
            let third = await ledger.send(
                "POST", "/v1/keys/\(key.id)/rotate", #"{"overlap_seconds":0}"#)
            let thirdToken = try #require(third.string("token"))
            #expect(await ledger.consume(key.token).string("code") == "expired")
            #expect(await ledger.consume(secondToken).string("code") == "expired")
            #expect(await ledger.consume(thirdToken).string("code") == "ok")
        }
    }

    @Test("A deleted key is gone from lists, but not from the record")
    func deletion() async throws {
        try await TestLedger.run { ledger in
            let kept = await ledger.makeKey()
            let gone = await ledger.makeKey()
            var answer = await ledger.send("DELETE", "/v1/keys/\(gone.id)")
            #expect(answer.string("status") == "deleted")
            answer = await ledger.send("GET", "/v1/keys", query: ["tenant": "acme"])
            #expect(answer.array("data").count == 1)
            #expect(answer.string("data", 0, "id") == kept.id)
            answer = await ledger.send(
                "GET", "/v1/keys", query: ["status": "deleted"])
            #expect(answer.string("data", 0, "id") == gone.id)
            #expect(await ledger.send("GET", "/v1/keys/\(gone.id)").status == 200)
        }
    }

    @Test("The use of a key shows by month, and its caps as they stand")
    func reading() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey(
                #""caps":[{"meter":"calls","period":"day","limit":7}]"#)
            _ = await ledger.consume(key.token, #""quantities":{"calls":2,"tokens":500}"#)
            let usage = await ledger.send("GET", "/v1/keys/\(key.id)/usage")
            #expect(usage.integer("usage_count") == 2)
            #expect(usage.string("last_used") != nil)
            #expect(usage.array("rows").count == 2)
            #expect(usage.integer("rows", 1, "quantity") == 500)
            let caps = await ledger.send("GET", "/v1/keys/\(key.id)/caps")
            #expect(caps.integer("caps", 0, "remaining") == 5)
            #expect(caps.string("caps", 0, "resets_at") != nil)
        }
    }
}

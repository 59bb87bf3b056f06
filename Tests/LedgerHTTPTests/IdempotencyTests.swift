import LedgerService
import Testing

@Suite struct IdempotencyTests {
    @Test("A key creation that is sent again makes no second key and shows no token")
    func keyCreation() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            let body = #"{"tenant":"acme","name":"one","scopes":["a:b"]}"#
            let first = await ledger.send(
                "POST", "/v1/keys", body, headers: ["Idempotency-Key": "\"once\""])
            #expect(first.status == 201)
            #expect(first.headers["idempotent-replayed"] == nil)
            let again = await ledger.send(
                "POST", "/v1/keys", body, headers: ["Idempotency-Key": "once"])
            #expect(again.status == 200)
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(again.string("id") == first.string("id"))
            #expect(again.text.contains(#""token":null"#))
            let other = await ledger.send(
                "POST", "/v1/keys", #"{"tenant":"acme","name":"one","scopes":["c:d"]}"#,
                headers: ["Idempotency-Key": "once"])
            #expect((other.status, other.string("code")) == (422, "id_conflict"))
            let keys = await ledger.send("GET", "/v1/keys", query: ["tenant": "acme"])
            #expect(keys.array("data").count == 1)
        }
    }

    @Test("Tenants, principals, rotations and ends of keys are carried out once per id")
    func otherCommands() async throws {
        try await TestLedger.run { ledger in
            let once = ["Idempotency-Key": "once"]
            for status in [201, 200] {
                let answer = await ledger.send(
                    "POST", "/v1/tenants", #"{"id":"acme"}"#, headers: once)
                #expect(answer.status == status)
            }
            let person = await ledger.send(
                "POST", "/v1/tenants/acme/principals", #"{"name":"Ada"}"#,
                headers: ["Idempotency-Key": "ada"])
            let same = await ledger.send(
                "POST", "/v1/tenants/acme/principals", #"{"name":"Ada"}"#,
                headers: ["Idempotency-Key": "ada"])
            #expect((person.status, same.status) == (201, 200))
            #expect(person.string("id")?.hasPrefix("prn_") == true)
            #expect(person.string("id") == same.string("id"))
            let key = await ledger.makeKey()
            let rotate = ["Idempotency-Key": "rotate"]
            let first = await ledger.send("POST", "/v1/keys/\(key.id)/rotate", headers: rotate)
            let again = await ledger.send("POST", "/v1/keys/\(key.id)/rotate", headers: rotate)
            #expect(first.string("token") != nil)
            #expect(again.text.contains(#""token":null"#))
            #expect(again.array("secrets").count == 2)
            let disable = ["Idempotency-Key": "disable"]
            _ = await ledger.send("POST", "/v1/keys/\(key.id)/disable", headers: disable)
            _ = await ledger.send("POST", "/v1/keys/\(key.id)/enable")
            let late = await ledger.send("POST", "/v1/keys/\(key.id)/disable", headers: disable)
            #expect(late.headers["idempotent-replayed"] == "true")
            #expect(late.string("status") == "active")
        }
    }

    @Test(
        "An id that is empty or too long is refused",
        arguments: ["", "\"\"", String(repeating: "k", count: 256)])
    func badID(id: String) async throws {
        try await TestLedger.run { ledger in
            let answer = await ledger.send(
                "POST", "/v1/tenants", #"{"id":"acme"}"#, headers: ["Idempotency-Key": id])
            #expect(answer.status == 400)
            #expect(answer.string("field") == "Idempotency-Key")
        }
    }

    @Test("A consume that is retried spends once")
    func consume() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey(
                #""caps":[{"meter":"calls","period":"month","limit":1}]"#)
            let first = await ledger.consume(key.token, #""id":"call-1""#)
            let again = await ledger.consume(key.token, #""id":"call-1""#)
            #expect(first.flag("replayed") == false)
            #expect(again.flag("replayed") == true)
            #expect(again.flag("allowed") == true)
            #expect(again.integer("sequence") == first.integer("sequence"))
            #expect(again.integer("caps", 0, "used") == 1)
        }
    }
}

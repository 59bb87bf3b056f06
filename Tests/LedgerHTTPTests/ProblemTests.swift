import LedgerCore
import LedgerHTTP
import LedgerService
import LedgerTesting
import Testing

@Suite struct ProblemTests {
    @Test(
        "Every rejection has its status, and those that pass by themselves say when",
        arguments: [
            (Rejection.tenantNotFound, 404), (.principalNotFound, 404), (.keyNotFound, 404),
            (.backfillNotFound, 404), (.decisionNotFound, 404), (.scopeForbidden("a"), 403),
            (.roleForbidden(needed: .admin), 403),
            (.invalid(field: "a", problem: "b"), 400), (.timeTooOld(days: 1), 400),
            (.timeTooEarly, 400), (.idTaken("a"), 409), (.tokenTaken, 409),
            (.keyFinal(.revoked), 409), (.keyFinal(.deleted), 409), (.lastAdminKey, 409),
            (.tenantClosed, 409), (.idConflict(sequence: 1), 422), (.busy, 503),
            (.clockSuspect, 503), (.diskLow, 503), (.stopping, 503),
        ])
    func table(rejection: Rejection, status: Int) {
        #expect(rejection.statusCode == status)
        #expect((rejection.retryAfterSeconds != nil) == (status == 503))
    }

    @Test("A refusal is a problem document with code, sentence, field and request id")
    func document() async throws {
        try await TestLedger.run { ledger in
            let answer = await ledger.send("POST", "/v1/tenants", #"{"id":"no such id!"}"#)
            #expect(answer.status == 400)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(answer.string("type") == "about:blank")
            #expect(answer.string("title") == "Bad Request")
            #expect(answer.integer("status") == 400)
            #expect(answer.string("code") == "invalid_field")
            #expect(answer.string("field") == "id")
            #expect(answer.string("request_id")?.hasPrefix("req_") == true)
            #expect(answer.headers["x-request-id"] == answer.string("request_id"))
            #expect(answer.headers["ledger-sequence"] == String(ledger.ledger.view.position))
        }
    }

    @Test(
        "What is wrong with a body is said of its field",
        arguments: [
            ("", 400, "malformed_json", nil),
            ("{", 400, "malformed_json", nil),
            ("[]", 400, "malformed_json", nil),
            ("null", 400, "malformed_json", nil),
            (#"{"tenant":"acme"}"#, 400, "invalid_field", "name"),
            (#"{"tenant":"acme","name":5}"#, 400, "invalid_field", "name"),
            (#"{"tenant":"acme","name":null}"#, 400, "invalid_field", "name"),
            (#"{"tenant":"acme","name":"a","colour":1}"#, 400, "unknown_field", "colour"),
            (#"{"tenant":"acme","name":"a","caps":{}}"#, 400, "invalid_field", "caps"),
            (#"{"tenant":"acme","name":"a","caps":[1]}"#, 400, "invalid_field", "caps[0]"),
            (
                #"{"tenant":"acme","name":"a","caps":[{"meter":"calls","period":"month"}]}"#, 400,
                "invalid_field", "caps[0].limit"
            ),
            (
                #"{"tenant":"acme","name":"a","caps":[{"meter":"calls","period":"year","limit":1}]}"#,
                400, "invalid_field", "caps[0].period"
            ),
            (
                #"{"tenant":"acme","name":"a","caps":[{"meter":"calls","period":"day","limit":1,"x":1}]}"#,
                400, "unknown_field", "caps[0].x"
            ),
            (
                #"{"tenant":"acme","name":"a","caps":[{"meter":"calls","period":"day","limit":1.5}]}"#,
                400, "invalid_field", "caps[0].limit"
            ),
            (
                #"{"tenant":"acme","name":"a","caps":[{"meter":"calls","period":"day","limit":99999999999999999999}]}"#,
                400, "invalid_field", "caps[0].limit"
            ),
            (
                #"{"tenant":"acme","name":"a","expires_at":"soon"}"#, 400, "invalid_field",
                "expires_at"
            ),
            (#"{"tenant":"acme","name":"a","expires_at":1}"#, 400, "invalid_field", "expires_at"),
            (#"{"tenant":"acme","name":"a","scopes":"a"}"#, 400, "invalid_field", "scopes"),
            (#"{"tenant":"acme","name":"a","owner":"nobody"}"#, 404, "principal_not_found", nil),
        ] as [(String, Int, String, String?)])
    func bodies(body: String, status: Int, code: String, field: String?) async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            let answer = await ledger.send("POST", "/v1/keys", body)
            #expect(answer.status == status)
            #expect(answer.string("code") == code)
            #expect(answer.string("field") == field)
        }
    }

    @Test("What the state does not allow is a conflict")
    func conflicts() async throws {
        try await TestLedger.run { ledger in
            let key = await ledger.makeKey()
            var answer = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            #expect((answer.status, answer.string("code")) == (409, "id_taken"))
            _ = await ledger.send("POST", "/v1/keys/\(key.id)/revoke")
            answer = await ledger.send("POST", "/v1/keys/\(key.id)/enable")
            #expect((answer.status, answer.string("code")) == (409, "key_revoked"))
            _ = await ledger.send("DELETE", "/v1/keys/\(key.id)")
            answer = await ledger.send("PATCH", "/v1/keys/\(key.id)", #"{"name":"b"}"#)
            #expect((answer.status, answer.string("code")) == (409, "key_deleted"))
            let admin = await ledger.send("GET", "/v1/keys", query: ["tenant": "ledger"])
            let id = try #require(admin.string("data", 0, "id"))
            answer = await ledger.send("POST", "/v1/keys/\(id)/revoke")
            #expect((answer.status, answer.string("code")) == (409, "last_admin_key"))
        }
    }

    @Test("A clock that cannot be trusted and a ledger that stops answer 503, and reads go on")
    func unavailable() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            clock.jump(microseconds: 3_600_000_000)
            var answer = await ledger.send("POST", "/v1/tenants", #"{"id":"other"}"#)
            #expect((answer.status, answer.string("code")) == (503, "clock_suspect"))
            #expect(answer.headers["retry-after"] == "5")
            #expect(await ledger.send("GET", "/v1/tenants/acme").status == 200)
            await ledger.ledger.close()
            answer = await ledger.send("POST", "/v1/tenants", #"{"id":"other"}"#)
            #expect((answer.status, answer.string("code")) == (503, "stopping"))
            #expect(await ledger.send("GET", "/v1/tenants/acme").status == 200)
        }
    }

    @Test(
        "Paths and methods that are not there",
        arguments: [
            ("GET", "/", 404, nil), ("GET", "/v1", 404, nil), ("GET", "/v1/nothing", 404, nil),
            ("GET", "/v1/keys/a/b/c", 404, nil), ("PUT", "/v1/keys", 405, "POST, GET, HEAD"),
            ("GET", "/v1/authorize", 405, "POST"),
            ("PURGE", "/v1/keys/a", 405, "GET, PATCH, DELETE, HEAD"),
            ("POST", "/livez", 405, "GET, HEAD"),
        ] as [(String, String, Int, String?)])
    func misses(method: String, path: String, status: Int, allow: String?) async throws {
        try await TestLedger.run { ledger in
            let answer = await ledger.send(method, path)
            #expect(answer.status == status)
            #expect(answer.headers["allow"] == allow)
            #expect(answer.string("code") == (status == 404 ? "not_found" : "method_not_allowed"))
        }
    }

    @Test("A body that is too large is refused before it is read whole")
    func large() async throws {
        try await TestLedger.run { ledger in
            let name = String(repeating: "a", count: 1024 * 1024)
            let answer = await ledger.send(
                "POST", "/v1/keys", #"{"tenant":"acme","name":"\#(name)"}"#)
            #expect((answer.status, answer.string("code")) == (413, "too_large"))
        }
    }

    @Test("No body, query or header brings a route down")
    func robustness() async throws {
        let bodies = [
            "", "{}", "[]", "null", "0", "\"a\"", "{\"\":{}}", "\u{0}", "{\"id\":\"\\ud800\"}",
            String(repeating: "[", count: 200_000), String(repeating: #"{"a":"#, count: 100_000),
            #"{"id":{"a":[1,2,3]},"key":[],"token":{},"operation":1e400}"#,
            #"{"tenant":"ledger","name":"\u0000","scopes":["\n"],"operation":"\u0000"}"#,
            #"{"token":"kl_","operation":"a","quantities":{"":1}}"#,
            #"{"overlap_seconds":-9223372036854775808}"#,
            #"{"late_days":9223372036854775807,"caps":[],"id":"a"}"#,
        ]
        let queries = [
            "", "?", "?limit=0", "?cursor=-1", "?%ff=%zz&&=", "?tenant=%00",
            "?from=9999-12-31T23:59:59Z&to=0000-01-01T00:00:00Z",
        ]
        let paths = [
            "/v1/tenants", "/v1/tenants/ledger", "/v1/tenants/ledger/principals",
            "/v1/tenants/ledger/principals/a", "/v1/keys", "/v1/keys/%ff", "/v1/keys/a/disable",
            "/v1/keys/a/rotate", "/v1/keys/a/history", "/v1/keys/a/usage", "/v1/keys/a/caps",
            "/v1/usage", "/v1/authorize", "/v1/meters", "/v1/entries",
            "/v1/entries/99999999999999999999", "/v1/entries/-1", "/v1/audit/who/a",
            "/v1/import/cloudtrail", "/metrics", "//v1//keys//", "/v1/keys/%2e%2e%2f",
        ]
        try await TestLedger.run { ledger in
            for path in paths {
                for method in ["GET", "POST", "PATCH", "DELETE", "OPTIONS"] {
                    for (index, body) in bodies.enumerated() {
                        let answer = await ledger.send(
                            method, path + queries[index % queries.count], body,
                            headers: [
                                "Content-Type": "application/x-ndjson",
                                "Idempotency-Key": String(repeating: "k", count: 100),
                            ])
                        #expect(answer.status != 500, "\(method) \(path) \(body.prefix(50))")
                        #expect(answer.status >= 200)
                        if answer.status >= 400 { #expect(answer.string("code") != nil) }
                    }
                }
            }
        }
    }
}

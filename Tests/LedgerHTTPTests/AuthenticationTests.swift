import LedgerService
import LedgerTesting
import Testing

/// Over a real socket: who is let in, and what is said to the others.
@Suite struct AuthenticationTests {
    @Test("Nothing but the token of an active key lets a caller in")
    func credentials() async throws {
        try await TestLedger.run { ledger in
            let good = try await ledger.credential(["ledger:read"])
            let revoked = try await ledger.credential(["ledger:read"])
            _ = await ledger.send("POST", "/v1/keys/\(revoked.id)/revoke")
            let disabled = try await ledger.credential(["ledger:read"])
            _ = await ledger.send("POST", "/v1/keys/\(disabled.id)/disable")
            let rotated = try await ledger.credential(["ledger:read"])
            _ = await ledger.send(
                "POST", "/v1/keys/\(rotated.id)/rotate", #"{"overlap_seconds":0}"#)
            let unknown = try TokenMint.mint().token
            try await TestServer.run(ledger.ledger) { server in
                let refused: [[String]] = [
                    [], ["Authorization: Bearer"], ["Authorization: Bearer kl_short"],
                    ["Authorization: Basic \(good.token)"], ["Authorization: \(good.token)"],
                    ["Authorization: Bearer \(unknown)"],
                    ["Authorization: Bearer \(revoked.token)"],
                    ["Authorization: Bearer \(disabled.token)"],
                    ["Authorization: Bearer \(rotated.token)"],
                    ["Authorization: Bearer \(good.token)x"],
                    ["Authorization: Bearer \(good.token)", "Authorization: Bearer \(unknown)"],
                    ["Authorization: Bearer \(good.token)", "Authorization: Basic YTpi"],
                    ["Authorization: Bearer \(good.token)", "X-API-Key: \(unknown)"],
                    ["X-API-Key: \(good.token)"],
                ]
                for headers in refused {
                    let answer = await server.send("GET", "/v1/tenants", headers: headers)
                    #expect(answer.status == 401, "\(headers)")
                    #expect(answer.string("code") == "invalid_token")
                    #expect(answer.headers["www-authenticate"] == #"Bearer realm="ledger""#)
                    #expect(answer.headers["content-type"] == "application/problem+json")
                }
                let welcome: [[String]] = [
                    ["Authorization: Bearer \(good.token)"],
                    ["authorization: bearer \(good.token)"],
                    ["Authorization: Bearer \(good.token)", "Authorization: Bearer \(good.token)"],
                    ["Authorization: Bearer \(good.token)", "X-API-Key: \(good.token)"],
                ]
                for headers in welcome {
                    let answer = await server.send("GET", "/v1/tenants", headers: headers)
                    #expect(answer.status == 200, "\(headers)")
                }
            }
        }
    }

    @Test("A caller without the scope of a route is told which one it needs")
    func scopes() async throws {
        try await TestLedger.run { ledger in
            let reader = try await ledger.credential(["ledger:read"])
            let plain = await ledger.makeKey(#""scopes":["crm:*"]"#)
            try await TestServer.run(ledger.ledger) { server in
                let forbidden = [
                    ("POST", "/v1/tenants", reader.token, "ledger:write"),
                    ("POST", "/v1/usage", reader.token, "usage:write"),
                    ("POST", "/v1/authorize", reader.token, "gateway:authorize"),
                    ("GET", "/v1/meters", reader.token, "billing:read"),
                    ("GET", "/v1/entries", reader.token, "audit:read"),
                    ("POST", "/v1/import/cloudtrail", reader.token, "ledger:admin"),
                    ("GET", "/v1/tenants", plain.token, "ledger:read"),
                ]
                for (method, path, token, scope) in forbidden {
                    let answer = await server.send(method, path, "{}", token: token)
                    #expect(answer.status == 403, "\(method) \(path)")
                    #expect(answer.string("code") == "scope_forbidden")
                    #expect(answer.string("detail")?.contains(scope) == true)
                }
            }
        }
    }

    @Test("The credential that asked, its address and its agent stand in what it changed")
    func actor() async throws {
        try await TestLedger.run { ledger in
            let admin = ledger.adminToken
            try await TestServer.run(ledger.ledger) { server in
                let made = await server.send(
                    "POST", "/v1/tenants", #"{"id":"acme"}"#, token: admin,
                    headers: ["User-Agent: test/1", "Ledger-Reason: new customer"])
                #expect(made.status == 201)
            }
            let found = await ledger.send("GET", "/v1/entries", query: ["tenant": "acme"])
            #expect(found.string("data", 0, "actor_personal", "ip") == "127.0.0.1")
            #expect(found.string("data", 0, "actor_personal", "user_agent") == "test/1")
            #expect(found.string("data", 0, "actor_personal", "reason") == "new customer")
            let actor = try #require(found["data", 0, "leaf", "actor"] as? [String: Any])
            #expect((actor["credential"] as? String)?.hasPrefix("key_") == true)
            #expect(actor["surface"] as? String == "http")
        }
    }

    @Test("An expired credential is none")
    func expiry() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            let key = try await ledger.credential(
                ["ledger:read"], #""expires_at":"2026-11-21T03:06:00Z""#)
            try await TestServer.run(ledger.ledger) { server in
                #expect(await server.send("GET", "/v1/tenants", token: key.token).status == 200)
                clock.advance(seconds: 60)
                #expect(await server.send("GET", "/v1/tenants", token: key.token).status == 401)
            }
        }
    }

    @Test("Web pages are kept away, by the name they use and by their origin")
    func origins() async throws {
        try await TestLedger.run { ledger in
            try await TestServer.run(ledger.ledger) { server in
                let cases: [([String], Int)] = [
                    (["Host: ledger.example"], 421), (["Host: 127.0.0.1.example:80"], 421),
                    (["Host: localhost:\(server.port)"], 200), (["Host: [::1]:1"], 200),
                    (["Origin: https://example.com"], 403), (["Origin: null"], 403),
                    (["Origin: http://127.0.0.1:\(server.port)"], 200),
                ]
                for (headers, status) in cases {
                    let answer = await server.send("GET", "/livez", headers: headers)
                    #expect(answer.status == status, "\(headers)")
                }
            }
        }
    }

    @Test("Metrics are for this machine, and not for what a proxy passes on")
    func metrics() async throws {
        try await TestLedger.run { ledger in
            try await TestServer.run(ledger.ledger) { server in
                _ = await server.send("GET", "/v1/tenants")
                _ = await server.send("GET", "/v1/keys/key_1/history", token: ledger.adminToken)
                _ = await server.send("GET", "/nothing")
                let answer = await server.send("GET", "/metrics")
                #expect(answer.status == 200)
                for line in [
                    "keyledger_entries_total \(ledger.ledger.view.position)",
                    #"keyledger_requests_total{route="/v1/tenants",status="401"} 1"#,
                    #"keyledger_requests_total{route="/v1/keys/{key}/history",status="404"} 1"#,
                    #"keyledger_requests_total{route="none",status="404"} 1"#,
                    #"keyledger_decisions_total{code="cap_exceeded"} 0"#,
                ] {
                    #expect(answer.text.contains(line + "\n"), "\(line)")
                }
                let passedOn = await server.send(
                    "GET", "/metrics", headers: ["X-Forwarded-For: 192.0.2.1"])
                #expect(passedOn.status == 403)
            }
        }
    }
}

extension TestLedger {
    /// A key that calls the ledger itself, for all tenants.
    func credential(
        _ scopes: [String], _ members: String = #""tenants":["*"]"#
    ) async throws -> (id: String, token: String) {
        let list = scopes.map { "\"\($0)\"" }.joined(separator: ",")
        let answer = await send(
            "POST", "/v1/keys",
            #"{"tenant":"ledger","name":"credential","scopes":[\#(list)],\#(members)}"#)
        return (
            try #require(answer.string("id")), try #require(answer.string("token"))
        )
    }
}

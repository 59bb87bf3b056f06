import LedgerService
import LedgerTesting
import Testing

/// `Ledger-Actor`: a portal acts for a principal.
@Suite struct ActorTests {
    private func fill(_ ledger: TestLedger) async {
        for tenant in ["acme", "globex", "other"] {
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"\#(tenant)"}"#)
        }
        for (tenant, id, role) in [
            ("acme", "ada", "admin"), ("globex", "ada", "member"), ("other", "eve", "owner"),
        ] {
            _ = await ledger.send(
                "POST", "/v1/tenants/\(tenant)/principals", #"{"id":"\#(id)","role":"\#(role)"}"#)
        }
    }

    @Test("The principal is recorded, sees its tenants only, and is judged by its role in each")
    func acting() async throws {
        try await TestLedger.run { ledger in
            await fill(ledger)
            let portal = try await ledger.credential(
                ["ledger:read", "ledger:write"], #""tenants":["acme","globex","other"]"#)
            try await TestServer.run(ledger.ledger) { server in
                let ada = ["Ledger-Actor: ada"]
                let made = await server.send(
                    "POST", "/v1/keys", #"{"tenant":"acme","name":"k"}"#, token: portal.token,
                    headers: ada)
                #expect(made.status == 201)
                let entry = await ledger.send(
                    "GET", "/v1/entries/\(ledger.ledger.view.position - 1)")
                #expect(entry.string("leaf", "actor", "principal") == "ada")
                #expect(entry.string("leaf", "actor", "credential") == portal.id)
                let tenants = await server.send(
                    "GET", "/v1/tenants", token: portal.token, headers: ada)
                let ids = tenants.array("data").compactMap { ($0 as? [String: Any])?["id"] }
                #expect(ids as? [String] == ["acme", "globex"])
                let forbidden = await server.send(
                    "POST", "/v1/keys", #"{"tenant":"globex","name":"k"}"#, token: portal.token,
                    headers: ada)
                #expect((forbidden.status, forbidden.string("code")) == (403, "role_forbidden"))
                let own = await server.send(
                    "POST", "/v1/keys", #"{"tenant":"globex","name":"k","owner":"ada"}"#,
                    token: portal.token, headers: ada)
                #expect(own.status == 201)
                // Without the header the credential acts, which has no owner and no role.
                let plain = await server.send(
                    "POST", "/v1/keys", #"{"tenant":"globex","name":"k"}"#, token: portal.token)
                #expect(plain.status == 201)
            }
        }
    }

    @Test("A principal that is foreign is answered like one that is not there, byte for byte")
    func foreign() async throws {
        try await TestLedger.run { ledger in
            await fill(ledger)
            let portal = try await ledger.credential(
                ["ledger:read", "ledger:write"], #""tenants":["acme"]"#)
            try await TestServer.run(ledger.ledger) { server in
                let foreign = await server.send(
                    "GET", "/v1/keys", token: portal.token, headers: ["Ledger-Actor: eve"])
                let missing = await server.send(
                    "GET", "/v1/keys", token: portal.token, headers: ["Ledger-Actor: nobody"])
                #expect((foreign.status, foreign.string("code")) == (404, "principal_not_found"))
                #expect(foreign.comparable == missing.comparable)
            }
        }
    }

    @Test("Only who may write acts for others, and for one at a time")
    func refused() async throws {
        try await TestLedger.run { ledger in
            await fill(ledger)
            let reader = try await ledger.credential(["ledger:read"])
            try await TestServer.run(ledger.ledger) { server in
                let answer = await server.send(
                    "GET", "/v1/keys", token: reader.token, headers: ["Ledger-Actor: ada"])
                #expect((answer.status, answer.string("code")) == (403, "scope_forbidden"))
                #expect(answer.string("detail")?.contains("ledger:write") == true)
                let two = await server.send(
                    "GET", "/v1/keys", token: ledger.adminToken,
                    headers: ["Ledger-Actor: ada", "Ledger-Actor: eve"])
                #expect((two.status, two.string("field")) == (400, "Ledger-Actor"))
            }
        }
    }

    @Test("Who acts for a principal in some tenants is not the operator of the folder any more")
    func operatorActing() async throws {
        try await TestLedger.run { ledger in
            await fill(ledger)
            let body = #"{"tenant":"acme","name":"k","scopes":["mcp:write"]}"#
            let answer = await ledger.send(
                "POST", "/v1/keys", body, headers: ["Ledger-Actor": "ada"])
            #expect((answer.status, answer.string("code")) == (403, "scope_forbidden"))
            #expect(await ledger.send("POST", "/v1/keys", body).status == 201)
        }
    }

    @Test("A retry by the same principal is known, whichever credential it comes with")
    func retries() async throws {
        try await TestLedger.run { ledger in
            await fill(ledger)
            let one = try await ledger.credential(["ledger:write"])
            let other = try await ledger.credential(["ledger:write"])
            try await TestServer.run(ledger.ledger) { server in
                for (credential, status) in [(one, 201), (other, 200)] {
                    let answer = await server.send(
                        "POST", "/v1/keys", #"{"tenant":"acme","name":"k"}"#,
                        token: credential.token,
                        headers: ["Ledger-Actor: ada", "Idempotency-Key: once"])
                    #expect(answer.status == status)
                }
            }
        }
    }
}

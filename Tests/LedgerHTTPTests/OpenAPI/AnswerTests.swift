import LedgerCore
import LedgerHTTP
import LedgerTesting
import Testing

/// What the API really answers against what its document says.
@Suite struct AnswerTests {
    /// One request and the status that it is meant to have; `{key}` stands for a key that is there.
    private struct Step {
        let route: String
        let status: Int
        var path: String?
        var body = ""
        var query: KeyValuePairs<String, String> = [:]
        var headers: [String: String] = [:]
    }

    private static let lines = ["Content-Type": "application/x-ndjson"]

    /// At least one success of every route, and refusals of every kind.
    private static let steps: [Step] =
        [
            Step(route: "GET /livez", status: 200), Step(route: "GET /readyz", status: 200),
            Step(route: "GET /metrics", status: 200), Step(route: "GET /openapi.json", status: 200),
            Step(route: "GET /livez", status: 400, query: ["a": "b"]),
            Step(
                route: "POST /v1/tenants", status: 201,
                body: #"{"id":"beta","caps":[{"meter":"calls","period":"month","limit":9}]}"#,
                headers: ["Idempotency-Key": "one"]),
            Step(
                route: "POST /v1/tenants", status: 200,
                body: #"{"id":"beta","caps":[{"meter":"calls","period":"month","limit":9}]}"#,
                headers: ["Idempotency-Key": "one"]),
            Step(
                route: "POST /v1/tenants", status: 422, body: #"{"id":"beta"}"#,
                headers: ["Idempotency-Key": "one"]),
            Step(route: "POST /v1/tenants", status: 409, body: #"{"id":"beta"}"#),
            Step(route: "POST /v1/tenants", status: 400, body: "{"),
            Step(route: "GET /v1/tenants", status: 200),
            Step(route: "GET /v1/tenants", status: 400, query: ["limit": "0"]),
            Step(route: "GET /v1/tenants", status: 200, headers: ["Accept": "text/csv"]),
            Step(
                route: "GET /v1/tenants", status: 200, query: ["limit": "1"],
                headers: ["Accept": "application/x-ndjson"]),
            Step(route: "GET /v1/tenants", status: 406, headers: ["Accept": "image/png"]),
            Step(
                route: "POST /v1/tenants", status: 415, body: "{}",
                headers: ["Content-Encoding": "br"]),
            Step(
                route: "POST /v1/tenants", status: 400, body: "{}",
                headers: ["Content-Encoding": "gzip"]),
            Step(route: "POST /v1/tenants", status: 400, body: #"{"id":"a","id":"a"}"#),
            Step(route: "PATCH /v1/tenants/{tenant}", status: 200, body: #"{"tier":"gold"}"#),
            Step(
                route: "POST /v1/tenants/{tenant}/principals", status: 201,
                body: #"{"id":"ada","name":"Ada","email":"ada@example.com","external_id":"x"}"#),
            Step(
                route: "PATCH /v1/tenants/{tenant}/principals/{principal}", status: 200,
                body: #"{"role":"owner"}"#),
            Step(route: "GET /v1/tenants/{tenant}/principals", status: 200),
        ] + keys + calls + evidence + ends

    private static let keys = [
        Step(route: "GET /v1/keys", status: 200, query: ["tenant": "acme"]),
        Step(route: "GET /v1/keys", status: 404, query: ["tenant": "nobody"]),
        Step(
            route: "POST /v1/keys", status: 201,
            body:
                #"{"tenant":"acme","name":"a","owner":"ada","scopes":["audit:read"],"tenants":["acme"],"expires_at":"2100-01-01T00:00:00Z","caps":[{"meter":"calls","period":"day","limit":0}]}"#
        ),
        Step(route: "GET /v1/keys/{key}", status: 200),
        Step(route: "PATCH /v1/keys/{key}", status: 200, body: #"{"expires_at":null}"#),
        Step(
            route: "POST /v1/keys/{key}/rotate", status: 200, headers: ["Ledger-Reason": "monthly"]),
        Step(route: "POST /v1/keys/{key}/disable", status: 200),
        Step(route: "POST /v1/keys/{key}/enable", status: 200),
        Step(route: "GET /v1/keys/{key}/history", status: 200),
        Step(route: "GET /v1/keys/{key}/history", status: 200, query: ["limit": "1"]),
        Step(route: "GET /v1/keys/{key}/usage", status: 200),
        Step(route: "GET /v1/keys/{key}/caps", status: 200),
    ]

    private static let calls = [
        Step(
            route: "POST /v1/authorize", status: 200, body: #"{"key":"{key}","operation":"read"}"#),
        Step(
            route: "POST /v1/authorize", status: 200,
            body: #"{"token":"nonsense","operation":"read"}"#),
        Step(
            route: "POST /v1/authorize", status: 200,
            body: #"{"key":"{key}","operation":"read","mode":"check"}"#),
        Step(route: "POST /v1/authorize", status: 400, body: #"{"operation":"read"}"#),
        Step(
            route: "POST /v1/usage", status: 200,
            body: #"{"id":"1","key":"{key}","operation":"read"}"# + "\n{\n{}\n",
            query: ["each": "true"], headers: lines),
        Step(
            route: "POST /v1/usage", status: 200,
            body: #"{"id":"1","key":"{key}","operation":"write"}"#, headers: lines),
        Step(
            route: "POST /v1/usage", status: 200,
            body: #"[{"id":"1","key":"{key}","operation":"read"}]"#,
            headers: ["Content-Type": "application/json"]),
        Step(
            route: "POST /v1/usage", status: 400, body: "[",
            headers: ["Content-Type": "application/json"]),
        Step(
            route: "POST /v1/usage", status: 415, body: "{}",
            headers: ["Content-Type": "image/png"]),
        Step(
            route: "POST /v1/usage", status: 200,
            body:
                #"{"specversion":"1.0","id":"e","source":"s","type":"call","data":{"key":"{key}","operation":"read"}}"#,
            headers: ["Content-Type": "application/cloudevents+json"]),
        Step(
            route: "GET /v1/meters", status: 200,
            query: ["tenant": "acme", "group_by": "key,principal,operation,scope,day"]),
        Step(route: "GET /v1/meters", status: 200, query: ["tenant": "acme"]),
        Step(route: "GET /v1/meters", status: 400),
        Step(route: "GET /v1/meters", status: 404, query: ["tenant": "nobody"]),
    ]

    private static let evidence = [
        Step(route: "GET /v1/entries", status: 200, query: ["limit": "1000"]),
        Step(route: "GET /v1/entries", status: 400, query: ["type": "nonsense"]),
        Step(route: "GET /v1/entries/{sequence}", status: 200, path: "/v1/entries/2"),
        Step(route: "GET /v1/entries/{sequence}", status: 404, path: "/v1/entries/999999"),
        Step(route: "GET /v1/status", status: 200),
        Step(route: "GET /v1/status", status: 200, query: ["root_at": "1"]),
        Step(route: "GET /v1/status", status: 400, query: ["root_at": "99999999"]),
        Step(route: "POST /v1/backups", status: 409, body: #"{"folder":"a"}"#),
        Step(route: "GET /v1/audit/who/{key}", status: 200),
        Step(route: "GET /v1/audit/who/{key}", status: 400, query: ["last": "x"]),
        Step(
            route: "POST /v1/import/cloudtrail", status: 200, body: #"{"Records":[{}]}"#,
            query: ["file": "a.json"]),
        Step(route: "POST /v1/import/cloudtrail", status: 200, query: ["commit": "true"]),
        Step(route: "POST /v1/import/cloudtrail", status: 400, body: "nonsense"),
        Step(route: "POST /v1/import/cloudtrail", status: 400),
    ]

    private static let ends = [
        Step(route: "POST /v1/keys/{key}/revoke", status: 200),
        Step(route: "POST /v1/keys/{key}/enable", status: 409),
        Step(route: "DELETE /v1/keys/{key}", status: 200),
        Step(route: "DELETE /v1/tenants/{tenant}/principals/{principal}", status: 204),
        Step(route: "GET /v1/tenants/{tenant}", status: 200),
    ]

    @Test("Every answer of a long use of the API is one that the document tells of")
    func tour() async throws {
        try await TestLedger.run { ledger in
            let document = APIDocument(await ledger.send("GET", "/openapi.json"))
            let key = await ledger.makeKey()
            var answered: Set<String> = []
            for step in Self.steps {
                let parts = step.route.split(separator: " ", maxSplits: 1).map(String.init)
                let path = (step.path ?? parts[1]).replacing("{key}", with: key.id)
                    .replacing("{tenant}", with: "acme").replacing("{principal}", with: "ada")
                let answer = await ledger.send(
                    parts[0], path, step.body.replacing("{key}", with: key.id), query: step.query,
                    headers: step.headers)
                #expect(answer.status == step.status, "\(step.route) \(step.body): \(answer.text)")
                #expect(document.complaints(answer, step.route) == [])
                if answer.status < 300 { answered.insert(step.route) }
            }
            // A backup needs a server with a folder for it: see `BackupRouteTests`.
            answered.insert("POST /v1/backups")
            #expect(answered == Set(document.operations.map(\.route)))
        }
    }

    @Test("What is not there, and what the caller may not do, is told of on every route")
    func refusals() async throws {
        try await TestLedger.run { ledger in
            let document = APIDocument(await ledger.send("GET", "/openapi.json"))
            let narrow = await ledger.makeKey(#""scopes":["mcp:write"],"tenants":["acme"]"#)
            try await TestServer.run(ledger.ledger) { server in
                for route in LocalAPI.routes where route.scope != nil {
                    let name = "\(route.method) \(route.template)"
                    let path = route.template.replacing(/\{[a-z]+\}/, with: "nothing")
                    let body = route.method == "GET" ? "" : "{}"
                    for token in [nil, narrow.token, ledger.adminToken] {
                        let answer = await server.send(route.method, path, body, token: token)
                        #expect(document.complaints(answer, name) == [])
                        if token == nil { #expect(answer.status == 401) }
                        if token == narrow.token { #expect(answer.status == 403) }
                    }
                    let foreign = await server.send(
                        route.method, path, body, token: ledger.adminToken,
                        headers: ["Host: evil.example"])
                    #expect(foreign.status == 421)
                    #expect(document.complaints(foreign, name) == [])
                    let actor = await server.send(
                        route.method, path, body, token: ledger.adminToken,
                        headers: ["Ledger-Actor: nobody"])
                    #expect(actor.status == 404)
                    #expect(document.complaints(actor, name) == [])
                }
            }
        }
    }
}

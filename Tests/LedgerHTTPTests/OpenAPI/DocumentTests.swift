import Foundation
import LedgerCore
import LedgerHTTP
import LedgerTesting
import Testing

/// The API document against the router.
@Suite struct DocumentTests {
    private static func withDocument(
        _ test: (TestLedger, APIDocument) async throws -> Void
    ) async throws {
        try await TestLedger.run { ledger in
            try await test(ledger, APIDocument(await ledger.send("GET", "/openapi.json")))
        }
    }

    @Test("Every route is described once, under the scope that the router asks for")
    func routes() async throws {
        try await Self.withDocument { _, document in
            let routed = LocalAPI.routes.map { "\($0.method) \($0.template)" }.sorted()
            #expect(OpenAPI.described.sorted() == routed)
            #expect(document.operations.map(\.route) == routed)
            for route in LocalAPI.routes {
                let operation = document.operation("\(route.method) \(route.template)")
                let security = operation?["security"] as? [[String: [String]]]
                #expect(security == (route.scope.map { [["credential": [$0.rawValue]]] } ?? []))
            }
        }
    }

    @Test("Every name in the document is unique, and every reference leads somewhere")
    func names() async throws {
        try await Self.withDocument { _, document in
            let ids = document.operations.compactMap { $0.members["operationId"] as? String }
            #expect(Set(ids).count == document.operations.count)
            let schemas = document["components", "schemas"] as? [String: Any] ?? [:]
            let names = Set(schemas.keys.map { "#/components/schemas/\($0)" })
            #expect(document.references == names)
        }
    }

    @Test("The document is served to everybody, and is the recorded one")
    func served() async throws {
        try await TestLedger.run { ledger in
            try await TestServer.run(ledger.ledger) { server in
                let answer = await server.send("GET", "/openapi.json")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/json")
                let pretty = try JSONSerialization.data(
                    withJSONObject: answer.json, options: [.prettyPrinted, .sortedKeys])
                let complaint = try Snapshot.complaint(
                    Array(pretty) + [0x0A], "snapshots/http/openapi.json")
                #expect(complaint == nil)
            }
        }
    }

    @Test("A route takes the parameters that are described, and no others")
    func parameters() async throws {
        try await Self.withDocument { ledger, document in
            let routes = document.operations.map(\.route)
            let names = Set(routes.flatMap { document.parameters($0, in: "query") })
            #expect(names.count > 10)
            for route in routes {
                for name in names.union(["colour"]).sorted() {
                    let answer = await Self.ask(ledger, route, query: [name: "x"])
                    let isRefused =
                        answer.string("code") == "unknown_field" && answer.string("field") == name
                    let isDescribed = document.parameters(route, in: "query").contains(name)
                    #expect(isRefused != isDescribed, "\(route)?\(name)")
                }
            }
        }
    }

    @Test("A route takes the members of a body that are described, and no others")
    func members() async throws {
        try await Self.withDocument { ledger, document in
            let bodies = document.operations.compactMap { operation in
                document.bodyMembers(operation.route).map { (operation.route, $0) }
            }
            let names = bodies.reduce(into: Set(["colour"])) { $0.formUnion($1.1) }
            #expect(bodies.count >= 8)
            for (route, members) in bodies {
                for name in names.sorted() {
                    let answer = await Self.ask(ledger, route, body: #"{"\#(name)":[]}"#)
                    let isRefused =
                        answer.string("code") == "unknown_field" && answer.string("field") == name
                    #expect(isRefused != members.contains(name), "\(route) \(name)")
                }
            }
        }
    }

    /// Asks a route about things that are not there.
    private static func ask(
        _ ledger: TestLedger, _ route: String, query: KeyValuePairs<String, String> = [:],
        body: String = ""
    ) async -> TestAnswer {
        let parts = route.split(separator: " ").map(String.init)
        let path = parts[1].replacing("{sequence}", with: "1").replacing(/\{[a-z]+\}/, with: "a")
        return await ledger.send(
            parts[0], path, body, query: query,
            headers: ["Content-Type": "application/x-ndjson"])
    }
}

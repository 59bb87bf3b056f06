import AsyncHTTPClient
import Foundation
import Testing

/// A new ledger that is served, with a tenant `acme`, for tests that ask it a few things.
struct Ledger: Sendable {
    let folder: TestFolder
    let server: Server
    let token: String

    var data: String { folder.path("data") }

    /// What the commands of a user need to know.
    var environment: [String: String] { ["KEYLEDGER_URL": server.url, "KEYLEDGER_TOKEN": token] }

    /// - Parameter environment: of the server.
    init(environment: [String: String] = [:]) async throws {
        folder = try TestFolder()
        server = try await Server.start(
            data: folder.path("data"), environment: environment, in: folder)
        token = try Life.adminKey(in: folder.path("data"))
        let made = try await send(.post, "/v1/tenants", ["id": "acme"])
        #expect(made.status == 201, "\(made.text)")
    }

    private init(_ folder: TestFolder, _ server: Server, token: String) {
        self.folder = folder
        self.server = server
        self.token = token
    }

    /// The same ledger, served anew after its server ended.
    func restarted(environment: [String: String] = [:]) async throws -> Ledger {
        let server = try await Server.start(data: data, environment: environment, in: folder)
        return Ledger(folder, server, token: token)
    }

    /// Ends the server as a user would.
    func end() async throws {
        #expect(await server.terminate() == .done, "\(server.process.messages)")
    }

    func send(
        _ method: Client.Method, _ path: String, _ body: JSON? = nil
    ) async throws -> Answer {
        let client = server.client(HTTPClient.shared, token: token)
        return try await client.send(method, path, body.map(Client.Body.json))
    }

    /// Makes a key of `acme`.
    /// - Returns: its id.
    func makeKey(_ properties: JSON) async throws -> String {
        let body = properties.merging(["tenant": "acme", "name": "a key"])
        let answer = try await send(.post, "/v1/keys", body)
        return try #require(try answer.json["id"]?.text, "\(answer.text)")
    }

    /// Asks for the admission of one call.
    func consume(_ key: String, id: String) async throws -> JSON {
        let answer = try await send(
            .post, "/v1/authorize",
            ["key": .string(key), "operation": "read", "id": .string(id)])
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json
    }

    /// What a meter of `acme` says for this month.
    func meter(_ name: String) async throws -> Int64? {
        let rows = try await send(.get, "/v1/meters?tenant=acme").json["rows"]?.items
        return rows?.first { $0["meter"]?.text == name }?["quantity"]?.integer
    }

    /// Runs a command of the program against the server.
    func run(_ arguments: String..., input: String = "") async throws -> ProgramOutput {
        try await Program.run(arguments, environment: environment, input: input, in: folder)
    }
}

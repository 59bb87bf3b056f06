import Foundation
import LedgerHTTP
import LedgerService
import LedgerTesting

/// A ledger of its own in a folder that goes with it, and the API to it.
struct TestLedger {
    let ledger: Ledger
    let adminToken: String
    let api: LocalAPI

    init(_ ledger: Ledger, adminToken: String) {
        self.ledger = ledger
        self.adminToken = adminToken
        api = LocalAPI(ledger: ledger)
    }

    /// Runs a test with a new ledger, and closes that after.
    static func run(
        clock: any LedgerService.Clock = SystemClock(), _ test: (TestLedger) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let founded = try await found(folder.data, clock)
        let ledger = TestLedger(founded.ledger, adminToken: founded.adminToken)
        do {
            try await test(ledger)
        } catch {
            await founded.ledger.close()
            throw error
        }
        await founded.ledger.close()
        withExtendedLifetime(folder) {}
    }

    private static func found(
        _ path: String, _ clock: any LedgerService.Clock
    ) async throws -> Ledger.Founded {
        try Ledger.create(at: path, clock: clock)
    }
}

/// An answer with its body read.
struct TestAnswer: Sendable {
    let status: Int
    let headers: [String: String]
    let bytes: [UInt8]

    /// The body as JSON; `null` where it is none.
    var json: Any {
        let object = try? JSONSerialization.jsonObject(
            with: Data(bytes), options: [.fragmentsAllowed])
        return object ?? NSNull()
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What lies at a path of names and indexes: `answer["caps", 0, "used"]`.
    subscript(path: any PathPart...) -> Any? {
        let value = follow(path)
        return value is NSNull ? nil : value
    }

    func string(_ path: any PathPart...) -> String? { follow(path) as? String }

    func integer(_ path: any PathPart...) -> Int? { (follow(path) as? NSNumber)?.intValue }

    func flag(_ path: any PathPart...) -> Bool? { (follow(path) as? NSNumber)?.boolValue }

    func array(_ path: any PathPart...) -> [Any] { follow(path) as? [Any] ?? [] }

    private func follow(_ path: [any PathPart]) -> Any? {
        path.reduce(json as Any?) { $1.step(into: $0) }
    }
}

/// A name or an index within JSON.
protocol PathPart {
    func step(into value: Any?) -> Any?
}

extension String: PathPart {
    func step(into value: Any?) -> Any? { (value as? [String: Any])?[self] }
}

extension Int: PathPart {
    func step(into value: Any?) -> Any? {
        guard let array = value as? [Any], array.indices.contains(self) else { return nil }
        return array[self]
    }
}

extension TestLedger {
    /// Sends a request as the operator.
    /// - Parameter json: the body, as it is written.
    func send(
        _ method: String, _ path: String, _ json: String = "",
        query: KeyValuePairs<String, String> = [:], headers: [String: String] = [:]
    ) async -> TestAnswer {
        await send(method, path, bytes: Array(json.utf8), query: query, headers: headers)
    }

    /// Sends a request with a body of any bytes as the operator.
    func send(
        _ method: String, _ path: String, bytes: [UInt8],
        query: KeyValuePairs<String, String> = [:], headers: [String: String] = [:]
    ) async -> TestAnswer {
        let answer = await api.send(
            method, path, query: query.map { (name: $0.key, value: $0.value) }, headers: headers,
            body: bytes)
        return TestAnswer(status: answer.status, headers: answer.headers, bytes: answer.body)
    }

    /// Sends usage lines.
    func sendLines(
        _ lines: String, query: KeyValuePairs<String, String> = [:]
    ) async -> TestAnswer {
        await send(
            "POST", "/v1/usage", lines, query: query,
            headers: ["Content-Type": "application/x-ndjson"])
    }

    /// A tenant with a key; the key's id and token.
    func makeKey(_ members: String = "", tenant: String = "acme") async -> (
        id: String, token: String
    ) {
        _ = await send("POST", "/v1/tenants", #"{"id":"\#(tenant)"}"#)
        let key = await send(
            "POST", "/v1/keys",
            #"{"tenant":"\#(tenant)","name":"a key"\#(members.isEmpty ? "" : ",")\#(members)}"#)
        return (key.string("id") ?? "", key.string("token") ?? "")
    }

    func consume(_ token: String, _ members: String = "") async -> TestAnswer {
        await send(
            "POST", "/v1/authorize",
            #"{"token":"\#(token)","operation":"crm:list"\#(members.isEmpty ? "" : ",")\#(members)}"#
        )
    }
}

import Foundation
import LedgerCore
import LedgerHTTP
import LedgerService
import LedgerTesting
import Testing

/// Tokens, addresses, names and a hostile text are planted wherever something can be sent, and then
/// looked for wherever something comes out.
@Suite struct PlantTests {
    /// What is planted.
    private struct Plants {
        /// A token that somebody puts where it does not belong.
        let token: String
        let ip = "203.0.113.77"
        let name = "Zaphod Beeblebrox"
        /// Something for each exit to obey: a formula, markup, a terminal's escapes, a log line.
        let poison =
            "=cmd|' /C calc'!A0,\"<script>alert(1)</script>\u{1b}]0;owned\u{7}"
            + "\r\n2026-11-21 error forged=\"yes\" \u{202e}\u{2028}\u{7f}"

        init() throws { token = try TokenMint.mint().token }

        var texts: [String] { [token, poison] }
    }

    /// Every member that some body has.
    private static let fields = [
        "id", "tenant", "name", "owner", "scopes", "caps", "origin", "tenants", "expires_at",
        "profile", "time_zone", "tier", "late_days", "role", "kind", "email", "external_id",
        "operation", "token", "key", "mode", "quantities", "ip", "user_agent", "client",
        "transport", "trace_id", "overlap_seconds", "scope", "source", "code", "decision",
        "status", "outcome", "principal", "time",
    ]

    @Test("No secret and no personal value is found where it may not be, and no poison is active")
    func plants() async throws {
        let plants = try Plants()
        let log = CapturedLog()
        let folder = try TemporaryFolder()
        let founded = try Ledger.create(at: folder.data)
        let ledger = TestLedger(founded.ledger, adminToken: founded.adminToken)
        let subject = await plantPersonalValues(ledger, plants)
        await checkTables(ledger, isFilled: true)
        try await TestServer.run(founded.ledger, logger: log.logger) { server in
            for request in requests(plants, subject) {
                let answer = await server.send(
                    request.method, request.target, bytes: request.body,
                    token: founded.adminToken, headers: request.headers)
                check(answer, of: request, plants)
            }
            let metrics = await server.send("GET", "/metrics")
            for plant in [plants.token, plants.ip, plants.name, "calc"] {
                #expect(!metrics.text.contains(plant), "metrics")
            }
        }
        #expect(!log.lines.isEmpty)
        for line in log.lines {
            for plant in [plants.token, founded.adminToken, plants.ip, plants.name, "calc"] {
                #expect(!line.contains(plant), "log: \(line)")
            }
        }
        try await checkEntries(founded.ledger.view, plants)
        await checkTables(ledger, isFilled: false)
        await founded.ledger.close()
        try checkFiles(folder, plants)
    }

    /// Names, addresses and poison in the fields that they belong into.
    private func plantPersonalValues(_ ledger: TestLedger, _ plants: Plants) async -> Subject {
        let poison = Self.json(plants.poison)
        _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
        _ = await ledger.send(
            "POST", "/v1/tenants/acme/principals",
            #"{"id":"ada","role":"owner","name":"\#(plants.name)","email":\#(poison)}"#,
            headers: ["Ledger-Reason": plants.name])
        let key = await ledger.send(
            "POST", "/v1/keys", #"{"tenant":"acme","name":\#(poison),"owner":"ada"}"#)
        let id = key.string("id") ?? ""
        let line =
            #"{"key":"\#(id)","operation":\#(poison),"ip":"\#(plants.ip)","#
            + #""user_agent":"\#(plants.name)","client":\#(poison)}"#
        #expect(await ledger.sendLines(line).integer("accepted") == 1)
        return Subject(
            tenant: "acme", key: id, principal: "ada",
            sequence: ledger.ledger.view.position - 1, newName: "new")
    }

    private struct Sent {
        let method: String
        let target: String
        var body: [UInt8] = []
        var headers = ["Content-Type: application/x-ndjson"]
    }

    /// Every route with a plant in each part of its path and query, in headers, and in each member
    /// of its body as value, element, name and instead of it all.
    private func requests(_ plants: Plants, _ subject: Subject) -> [Sent] {
        plants.texts.flatMap { plant in
            let encoded =
                plant.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            // What a header can carry.
            let field = String(
                String.UnicodeScalarView(plant.unicodeScalars.filter { (0x20...0x7E) ~= $0.value }))
            return RouteCase.all.flatMap { row in
                let target = row.target(subject)
                let template = row.route.split(separator: " ")[1]
                let path = template.replacing(/\{[a-z]+\}/, with: encoded)
                var sent = [
                    Sent(method: row.method, target: String(path)),
                    Sent(method: row.method, target: target + "?\(encoded)=1"),
                ]
                sent += ["tenant", "key", "cursor", "group_by", "type", "last", "file", "owner"].map
                {
                    Sent(method: row.method, target: "\(target)?\($0)=\(encoded)")
                }
                sent += [
                    "User-Agent", "Ledger-Actor", "Ledger-Reason", "Idempotency-Key", "Accept",
                    "Content-Type", "Content-Encoding", "Referer", "Origin", "X-Request-Id",
                    "X-Forwarded-For", "ce-specversion",
                ].map {
                    Sent(
                        method: row.method, target: target, body: Array(row.body(subject).utf8),
                        headers: ["\($0): \(field)"])
                }
                guard ["POST", "PATCH"].contains(row.method) else { return sent }
                return sent
                    + bodies(of: row, subject, plant).map {
                        Sent(method: row.method, target: target, body: $0)
                    }
            }
        }
    }

    private func bodies(of row: RouteCase, _ subject: Subject, _ plant: String) -> [[UInt8]] {
        let body = Data(row.body(subject).utf8)
        let members = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
        var bodies: [Any] = Self.fields.flatMap { field in
            ([plant, [plant], [plant: 1]] as [Any]).map { value in
                members.merging([field: value]) { $1 } as Any
            }
        }
        bodies.append(members.merging([plant: 1]) { $1 })
        let texts = bodies.compactMap { try? JSONSerialization.data(withJSONObject: $0) }
        return texts.map { Array($0) } + [Array(plant.utf8)]
    }

    private func check(_ answer: TestAnswer, of request: Sent, _ plants: Plants) {
        #expect(answer.status < 500, "\(request.method) \(request.target)")
        #expect(
            !answer.text.contains(plants.token),
            "\(request.method) \(request.target): \(answer.text)")
        // In JSON a control character is written as an escape.
        #expect(
            !answer.bytes.contains { $0 < 0x20 && $0 != 0x0A },
            "\(request.method) \(request.target)")
        for (name, value) in answer.headers {
            #expect(!value.contains(plants.token), "\(name)")
        }
    }

    private func checkEntries(_ view: LedgerView, _ plants: Plants) async throws {
        var count = 0
        try view.forEachEntry { entry in
            count += 1
            let leaf = String(decoding: view.leaf(of: entry), as: UTF8.self)
            for plant in [plants.token, plants.ip, plants.name] {
                #expect(!leaf.contains(plant), "\(entry.type) has \(plant)")
            }
            #expect(!leaf.unicodeScalars.contains { $0.value < 0x20 }, "\(entry.type)")
            let personal = [view.open(entry.personal), view.open(entry.actorPersonal)]
            for values in personal.compactMap(\.self) {
                #expect(!"\(values)".contains(plants.token), "\(entry.type)")
            }
            return true
        }
        #expect(count > 50)
    }

    /// Every list as a table: no cell is a formula, and none holds what a terminal obeys.
    /// - Parameter isFilled: whether all that was planted is still listed.
    private func checkTables(_ ledger: TestLedger, isFilled: Bool) async {
        for path in [
            "/v1/tenants", "/v1/tenants/acme/principals", "/v1/keys", "/v1/entries",
            "/v1/meters?tenant=acme&group_by=operation,scope",
        ] {
            let answer = await ledger.send("GET", path, headers: ["Accept": "text/csv"])
            #expect(answer.status == 200)
            if isFilled {
                #expect(answer.text.contains("calc") == (path != "/v1/tenants"), "\(path)")
            }
            let starts = answer.text.matches(of: /(?:^|,|\r\n)"?([=+@\t])/)
            #expect(starts.isEmpty, "\(path)")
            #expect(!answer.text.unicodeScalars.contains("\u{1b}"), "\(path)")
            #expect(!answer.text.unicodeScalars.contains("\u{202e}"), "\(path)")
        }
    }

    /// The data folder as somebody finds it who stole the disk.
    private func checkFiles(_ folder: TemporaryFolder, _ plants: Plants) throws {
        let root = URL(filePath: folder.data)
        let files = try #require(
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var bytes = 0
        for case let file as URL in files {
            guard let content = try? Data(contentsOf: file) else { continue }
            bytes += content.count
            for plant in [plants.token, plants.ip, plants.name] {
                #expect(
                    content.range(of: Data(plant.utf8)) == nil,
                    "\(file.lastPathComponent) has \(plant)")
            }
        }
        #expect(bytes > 10_000)
    }

    private static func json(_ text: String) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: text, options: [.fragmentsAllowed])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

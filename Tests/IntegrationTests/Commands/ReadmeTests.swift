import AsyncHTTPClient
import Foundation
import Testing

/// What the README tells a new user to do, done with the program and nothing else.
@Suite struct ReadmeTests {
    /// A user at a shell, with the key that is minted on the way.
    private struct User {
        let ledger: Ledger
        var key = ""
        var token = ""

        /// Runs a command that must succeed, and reads its JSON.
        func done(_ arguments: String...) async throws -> JSON {
            let output = try await Program.run(
                arguments + ["--output", "json"], environment: ledger.environment,
                in: ledger.folder)
            #expect(output.ending == .done, "\(arguments): \(output)")
            return try output.json
        }

        /// Asks as a gateway does; a denial is exit code 1.
        func authorize() async throws -> String {
            let output = try await ledger.run(
                "authorize", token, "--operation", "GET /reports", "--ip", "192.0.2.9",
                "--user-agent", "reporter/2", "--output", "json")
            let answer = try output.json
            #expect(output.ending == (answer["allowed"] == .boolean(true) ? .done : .exit(1)))
            return answer["code"]?.text ?? ""
        }
    }

    @Test func `Start, mint, call, cap, who: as the README says`() async throws {
        var user = User(ledger: try await Ledger())
        _ = try await user.done("tenant", "update", "acme", "--time-zone", "Europe/Berlin")
        let ada = try await user.done(
            "principal", "add", "acme", "--name", "Ada Lovelace", "--role", "admin")
        let made = try await user.done(
            "key", "create", "--tenant", "acme", "--name", "billing job", "--cap",
            "calls/month=5", "--owner", ada["id"]?.text ?? "")
        user.key = try #require(made["id"]?.text)
        user.token = try #require(made["token"]?.text)

        for _ in 0..<5 { #expect(try await user.authorize() == "ok") }
        #expect(try await user.authorize() == "cap_exceeded")
        #expect(try await user.ledger.meter("calls") == 5)
        try await changeLife(of: user)
        try await lookBack(as: user, owner: ada["id"])
        try await reportAfterTheFact(as: user)
        try await user.ledger.end()
    }

    private func changeLife(of user: User) async throws {
        let caps = try await user.done("key", "caps", user.key)
        #expect(caps["caps"]?.items.first?["used"] == 5)
        _ = try await user.done("key", "caps", user.key, "--set", "calls/month=10")
        #expect(try await user.authorize() == "ok")
        let disabled = try await user.done("key", "disable", user.key, "--reason", "under review")
        #expect(disabled["status"] == "disabled")
        #expect(try await user.authorize() == "disabled")
        _ = try await user.done("key", "enable", user.key)
        #expect(try await user.authorize() == "ok")
        _ = try await user.done("key", "revoke", user.key)
        #expect(try await user.authorize() == "revoked")
    }

    /// History and audit name what happened, who did it and when.
    private func lookBack(as user: User, owner: JSON?) async throws {
        let history = try await user.done("key", "history", user.key)["data"]?.items ?? []
        #expect(
            history.map { $0["type"] } == [
                "key.created", "key.caps_changed", "key.disabled", "key.enabled", "key.revoked",
            ])
        let admin = try await user.done("key", "list", "--tenant", "ledger")["data"]?.items.first
        for step in history {
            #expect(step["actor"]?["credential"] == admin?["id"])
            #expect(step["actor"]?["surface"] == "http")
            #expect(step["recorded_at"]?.text?.hasPrefix(Day.today.prefix(4)) == true)
        }
        #expect(history.map { $0["reason"] } == [nil, nil, "under review", nil, nil])

        let who = try await user.done("audit", "who", user.key, "--last", "7d")
        #expect(who["name"] == "billing job")
        #expect(who["owner"] == owner)
        #expect(who["allowed"] == 7)
        #expect(who["denied"] == 3)
        #expect(who["ips"]?.items.map { $0["value"] } == ["192.0.2.9"])
        #expect(who["user_agents"]?.items.map { $0["value"] } == ["reporter/2"])
        #expect(who["operations"]?.items.map { $0["value"] } == ["GET /reports"])
        #expect(
            Set(who["denials"]?.items.compactMap { $0["value"]?.text } ?? [])
                == ["cap_exceeded", "disabled", "revoked"])
        let page = try await user.ledger.run("audit", "who", user.key)
        for text in ["billing job", "192.0.2.9", "reporter/2", "GET /reports", "cap_exceeded"] {
            #expect(page.output.contains(text), "\(page.output)")
        }
    }

    /// A line counts once however often it is sent, even for a key that is revoked.
    private func reportAfterTheFact(as user: User) async throws {
        let line: JSON = [
            "id": "call-1", "key": .string(user.key), "operation": "GET /reports", "status": 200,
        ]
        for (accepted, duplicates) in [(1, 0), (0, 1)] {
            let sent = try await user.ledger.run(
                "usage", "send", "-", "--output", "json", input: "\(line)\n")
            #expect(sent.ending == .done, "\(sent)")
            #expect(try sent.json["accepted"] == .integer(Int64(accepted)))
            #expect(try sent.json["duplicates"] == .integer(Int64(duplicates)))
        }
        let meters = try await user.done("usage", "meters", "--tenant", "acme", "--group-by", "key")
        let rows = Set(meters["rows"]?.items ?? [])
        #expect(
            rows == [
                ["key": .string(user.key), "meter": "calls", "quantity": 8],
                ["key": .string(user.key), "meter": "denied_calls", "quantity": 3],
            ])
    }

    @Test func `A copy of the folder is a backup, and a lost admin key is made anew`() async throws
    {
        let ledger = try await Ledger()
        let key = try await ledger.makeKey([:])
        _ = try await ledger.consume(key, id: "call")
        try await ledger.end()
        let backup = ledger.folder.path("backup")
        try FileManager.default.copyItem(atPath: ledger.data, toPath: backup)
        let verified = try await Program.run(
            ["verify", "--data", backup, "--output", "json"], in: ledger.folder)
        #expect(verified.ending == .done)
        #expect(try verified.json["problems"] == [])

        let made = try await Program.run(
            [
                "key", "create", "--admin", "--name", "recovery", "--data", backup, "--output",
                "json",
            ],
            in: ledger.folder)
        let token = try #require(try made.json["token"]?.text, "\(made)")
        let server = try await Server.start(data: backup, in: ledger.folder)
        let client = server.client(.shared, token: token)
        let usage = try await client.send(.get, "/v1/keys/\(key)/usage").json
        #expect(usage["usage_count"] == 1)
        #expect(await server.terminate() == .done)
    }

    @Test func `Damage is found and named`() async throws {
        let ledger = try await Ledger()
        try await ledger.end()
        let log = URL(filePath: ledger.data + "/log/data.mdb")
        var bytes = try Data(contentsOf: log)
        // A page that was written anew is still there in its old place: every copy is damaged.
        while let place = bytes.range(of: Data("usage:write".utf8)) { bytes[place.lowerBound] ^= 1 }
        try bytes.write(to: log)
        let verified = try await Program.run(["verify", "--data", ledger.data], in: ledger.folder)
        #expect(verified.ending == .exit(4), "\(verified)")
        #expect(verified.output.contains("damaged"))
        await #expect(throws: Server.NotListening.self) {
            try await Server.start(data: ledger.data, in: ledger.folder)
        }
    }

    @Test(
        arguments: [
            (["tenant", "list"], 3, "KEYLEDGER_URL"),
            (["tenant", "list", "--data", "nowhere"], 1, "keyledger init"),
            (["verify", "--data", "nowhere"], 1, "keyledger init"),
            (["key", "create"], 2, "--tenant"),
            (["frobnicate"], 2, "frobnicate"),
        ] as [([String], Int32, String)])
    func `What cannot be done is said in words, with an exit code of its own`(
        arguments: [String], code: Int32, words: String
    ) async throws {
        let nobodyThere = ["KEYLEDGER_URL": "http://127.0.0.1:1"]
        let output = try await Program.run(
            arguments, environment: nobodyThere, in: try TestFolder())
        #expect(output.ending == .exit(code), "\(output)")
        #expect(output.messages.contains(words), "\(output.messages)")
        #expect(output.output.isEmpty)
    }
}

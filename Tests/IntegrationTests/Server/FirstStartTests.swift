import EventLog
import Files
import Foundation
import Testing

/// The very first start of a server: what it makes, what it shows, and what is left where it is cut
/// off.
@Suite struct FirstStartTests {
    @Test func `The first start leaves the admin key in a file, the second says where`()
        async throws
    {
        let folder = try TestFolder()
        let data = folder.path("data")
        let first = try await Server.start(data: data, in: folder)
        let token = try Life.adminKey(in: data)
        #expect(token.hasPrefix("kl_"))
        #expect(!(first.process.output + first.process.messages).contains(token))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(data)/admin-key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try await Self.expectGood(token, at: first)
        #expect(await first.terminate() == .done)

        let second = try await Server.start(data: data, in: folder)
        #expect(try Life.adminKey(in: data) == token)
        #expect(!(second.process.output + second.process.messages).contains("kl_"))
        try await Self.expectGood(token, at: second)
        #expect(await second.terminate() == .done)
    }

    @Test func `On a terminal the first start shows the admin key once and leaves no file`()
        async throws
    {
        let folder = try TestFolder()
        let data = folder.path("data")
        let arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0"]
        let terminal = try PseudoTerminal()
        let first = try await Server(
            whenListening: ProgramProcess(arguments, terminal: terminal, in: folder))
        let tokens = first.process.output.matches(of: /kl_[0-9A-Za-z_]+/).map { String($0.0) }
        #expect(tokens.count == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(data)/admin-key"))
        try await Self.expectGood(tokens.first ?? "", at: first)
        #expect(await first.terminate() == .done)

        let second = try await Server(
            whenListening: ProgramProcess(arguments, terminal: PseudoTerminal(), in: folder))
        #expect(!second.process.output.contains("kl_"))
        try await Self.expectGood(tokens.first ?? "", at: second)
        await second.kill()
    }

    @Test func `Without a folder named, the ledger is made in keyledger-data`() async throws {
        let folder = try TestFolder()
        let server = try await Server(
            whenListening: ProgramProcess(["serve", "--listen", "127.0.0.1:0"], in: folder))
        try await Self.expectGood(
            try Life.adminKey(in: folder.path("keyledger-data")), at: server)
        await server.kill()
    }

    @Test func `init prints the admin key as JSON, and refuses to do so again`() async throws {
        let folder = try TestFolder()
        let arguments = ["init", "--data", folder.path("data"), "--output", "json"]
        let made = try await Program.run(arguments, in: folder)
        #expect(made.ending == .done)
        #expect(try Array(made.json.members.keys) == ["admin_key"])
        let again = try await Program.run(arguments, in: folder)
        #expect(again.ending == .exit(1))
        #expect(again.output.isEmpty)
        #expect(again.messages.contains("ledger_exists"))

        let server = try await Server.start(data: folder.path("data"), in: folder)
        try await Self.expectGood(try made.json["admin_key"]?.text ?? "", at: server)
        await server.kill()
    }

    /// Nothing is sealed, swapped or flushed before the first server listens.
    private static let pointsOfCreation: [String] =
        [
            KillPoint.beforeHolderKeySync, .afterHolderKeySync, .beforePut, .beforeCommit,
            .afterCommit,
        ].map(\.rawValue) + FileKillPoint.allCases.map(\.rawValue)

    @Test(arguments: pointsOfCreation)
    func `A creation that dies on its write path is begun anew`(point: String) async throws {
        let folder = try TestFolder()
        let data = folder.path("data")
        await #expect(throws: Server.NotListening.self) {
            try await Server.start(
                data: data, environment: [KillSwitch.variable: point], in: folder)
        }
        try await Self.expectStart(of: data, in: folder)
    }

    @Test func `A creation that is killed before its first mark is whole is begun anew`()
        async throws
    {
        let folder = try TestFolder()
        let data = folder.path("data")
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: false)
        for name in ["lock", ".keyledger-creating.new"] {
            try Data().write(to: URL(filePath: "\(data)/\(name)"))
        }
        try await Self.expectStart(of: data, in: folder)
    }

    /// Files of a data folder, in the order in which a creation makes them.
    @Test(arguments: [
        "lock", ".keyledger-creating", "log", "secrets", "secrets/holder-keys",
        "secrets/blinding-key", "log/data.mdb", "admin-key",
    ])
    func `A creation that is killed at any moment is begun anew or finished`(
        file: String
    ) async throws {
        try await Self.expectStart { data in
            // The moment may pass between two looks; then the kill comes a little later.
            [file, "admin-key"].contains { Self.exists($0, in: data) }
        }
    }

    @Test func `A creation that is killed as it ends leaves an admin key that works`() async throws
    {
        // The moment between the end of the creation and the next act is short: several tries meet
        // it.
        for _ in 0..<12 {
            try await Self.expectStart { data in
                Self.exists("secrets/blinding-key", in: data)
                    && !Self.exists(".keyledger-creating", in: data)
            }
        }
    }

    private static func exists(_ file: String, in data: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(data)/\(file)")
    }

    /// Kills a first start at a moment; the next one works.
    private static func expectStart(afterKillAt isMoment: (String) -> Bool) async throws {
        let folder = try TestFolder()
        let data = folder.path("data")
        let process = try ProgramProcess(
            ["serve", "--data", data, "--listen", "127.0.0.1:0"], in: folder)
        while !isMoment(data), !process.hasEnded { try await Task.sleep(for: .microseconds(50)) }
        process.signal(SIGKILL)
        #expect(await process.ending == .signal(SIGKILL))
        try await expectStart(of: data, in: folder)
    }

    /// The next start makes a whole ledger with an admin key that works.
    private static func expectStart(of data: String, in folder: TestFolder) async throws {
        let server = try await Server.start(data: data, in: folder)
        try await expectGood(try Life.adminKey(in: data), at: server)
        #expect(await server.terminate() == .done)
        let verified = try await Program.run(["verify", "--data", data], in: folder)
        #expect(verified.ending == .done, "\(verified)")
    }

    /// The token is that of an admin.
    private static func expectGood(_ token: String, at server: Server) async throws {
        try await HTTP.with { http in
            let client = server.client(http, token: token)
            let entries = try await EntryList.read(client)
            let types = entries.prefix(3).compactMap { $0["type"]?.text }
            #expect(types == ["ledger.created", "tenant.created", "key.created"])
            let made = try await client.send(.post, "/v1/tenants", .json(["id": "acme"]))
            #expect([201, 409].contains(made.status), "\(made.text)")
        }
    }
}

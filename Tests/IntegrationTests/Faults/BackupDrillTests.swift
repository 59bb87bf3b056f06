import AsyncHTTPClient
import Foundation
import Testing

/// The backup drill, with the program and nothing else.
@Suite struct BackupDrillTests {
    private func start(_ ledger: FaultLedger, root: String) async throws -> Server {
        let process = try ProgramProcess(
            [
                "serve", "--data", ledger.data, "--listen", "127.0.0.1:0", "--backup-root", root,
            ], in: ledger.folder)
        return try await Server(whenListening: process)
    }

    @Test
    func `A backup under load restores, and says what it lacks of the ledger that went on`()
        async throws
    {
        let folder = try TestFolder()
        let ledger = try await FaultLedger(in: folder)
        let root = folder.path("backups")
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: false)
        let server = try await start(ledger, root: root)
        let environment = ["KEYLEDGER_URL": server.url, "KEYLEDGER_TOKEN": ledger.token]
        for _ in 0..<4 { try await ledger.send(150, to: server) }
        let acknowledged = Int64(ledger.acknowledged.count)
        async let made = Program.run(
            ["backup", "monday", "--output", "json"], environment: environment, in: folder)
        for _ in 0..<4 { try await ledger.send(150, to: server) }
        let output = try await made
        #expect(output.ending == .done, "\(output.messages)")
        let position = try #require(try output.json["position"]?.integer)
        #expect(position >= acknowledged)

        let again = try await Program.run(
            ["backup", "monday"], environment: environment, in: folder)
        #expect(again.ending == .exit(1))
        #expect(again.messages.contains("folder_not_empty"), "\(again.messages)")

        // Against the running server, then against its folder.
        let now = try #require(
            try await server.client(FaultLedger.http, token: ledger.token).send(.get, "/v1/status")
                .json["position"]?.integer)
        try await expectRestored(
            "\(root)/monday", as: "one", against: server.url, lacking: now - position,
            environment: environment, in: folder)
        await ledger.end(server)
        try await expectRestored(
            "\(root)/monday", as: "two", against: ledger.data, lacking: now - position,
            environment: [:], in: folder)
        try await ledger.expectWhole()

        // Offline, and of another ledger.
        let other = try await FaultLedger(in: folder, data: "other")
        let offline = try await other.run("backup", folder.path("offline"))
        #expect(offline.ending == .done, "\(offline.messages)")
        let foreign = try await Program.run(
            [
                "restore", folder.path("offline"), "--data", folder.path("three"), "--against",
                ledger.data,
            ], in: folder)
        #expect(foreign.ending == .exit(1))
        #expect(foreign.messages.contains("another_ledger"), "\(foreign.messages)")
        let verified = try await Program.run(
            ["verify", "--data", folder.path("three")], in: folder)
        #expect(verified.ending == .done, "\(verified.messages)")
    }

    @Test(
        arguments: [
            "before-file-sync", "before-file-rename", "before-folder-sync", "after-folder-sync",
        ])
    func
        `A backup that is cut off is whole or none, and a restore that is cut off can be done again`(
            point: String
        ) async throws
    {
        let folder = try TestFolder()
        let ledger = try await FaultLedger(in: folder)
        let server = try await ledger.serve()
        for _ in 0..<4 { try await ledger.send(150, to: server) }
        await ledger.end(server)
        for pass in 1...2 {
            let backup = folder.path("backup-\(pass)")
            let made = try await ledger.run(
                "backup", backup, environment: ["KEYLEDGER_KILL_POINT": "\(point):\(pass)"])
            #expect(made.ending == .signal(9), "\(made)")
            let restored = try await Program.run(
                ["restore", backup, "--data", folder.path("from-\(pass)")], in: folder)
            if FileManager.default.fileExists(atPath: "\(backup)/backup.json") {
                #expect(restored.ending == .done, "\(restored)")
            } else {
                #expect(restored.ending == .exit(1))
                #expect(restored.messages.contains("no_backup"), "\(restored)")
            }
        }
        let backup = folder.path("backup")
        #expect(try await ledger.run("backup", backup).ending == .done)
        let data = folder.path("restored")
        for pass in 1...4 {
            let cut = try await Program.run(
                ["restore", backup, "--data", data],
                environment: ["KEYLEDGER_KILL_POINT": "\(point):\(pass)"], in: folder)
            #expect(cut.ending == .signal(9), "\(cut)")
            let opened = try await Program.run(["verify", "--data", data], in: folder)
            #expect(opened.ending == .exit(1))
            #expect(opened.messages.contains("no_ledger"), "\(opened)")
        }
        let restored = try await Program.run(["restore", backup, "--data", data], in: folder)
        #expect(restored.ending == .done, "\(restored)")
        try await ledger.expectWhole()
    }

    private func expectRestored(
        _ backup: String, as name: String, against: String, lacking: Int64,
        environment: [String: String], in folder: TestFolder
    ) async throws {
        let data = folder.path(name)
        let restored = try await Program.run(
            [
                "restore", backup, "--data", data, "--against", against, "--output", "json",
            ], environment: environment, in: folder)
        #expect(restored.ending == .done, "\(restored.messages)")
        let answer = try restored.json
        #expect(answer["same_history"] == .boolean(true))
        #expect(answer["lacking_entries"] == .integer(lacking))
        #expect(answer["missing_holders"] == [])
        for command in [
            ["rebuild", "--check"], ["verify"], ["status"], ["rebuild"], ["rebuild", "--check"],
        ] {
            let output = try await Program.run(command + ["--data", data], in: folder)
            #expect(output.ending == .done, "\(command): \(output.messages)")
        }
        let second = try await Program.run(
            ["restore", backup, "--data", data], in: folder)
        #expect(second.ending == .exit(1))
        #expect(second.messages.contains("ledger_exists"), "\(second.messages)")
    }
}

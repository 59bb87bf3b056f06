import Foundation
import LedgerService
import LedgerTesting
import Testing

@Suite struct BackupRouteTests {
    private func served(
        _ test:
            @escaping @Sendable (TestServer, _ admin: String, _ root: String) async throws
            -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let founded = try Ledger.create(at: folder.data)
        let root = "\(folder.path)/backups"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: false)
        try await TestServer.run(founded.ledger, backupRoot: root) { server in
            try await test(server, founded.adminToken, root)
        }
        await founded.ledger.close()
    }

    @Test("A backup is made in a new folder below the root, and restores")
    func made() async throws {
        try await served { server, admin, root in
            let answer = await server.send(
                "POST", "/v1/backups", #"{"folder":"2026-11-26_1.0"}"#, token: admin)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer.string("folder") == "2026-11-26_1.0")
            #expect(answer.integer("files") == 1)
            let report = try Ledger.restore(
                from: "\(root)/2026-11-26_1.0", to: "\(root)/restored")
            #expect(answer.string("ledger") == report.backup.ledger)
            #expect(answer.integer("position") == Int(report.backup.position))
            let again = await server.send(
                "POST", "/v1/backups", #"{"folder":"2026-11-26_1.0"}"#, token: admin)
            #expect(again.status == 409)
            #expect(again.string("code") == "folder_not_empty")
        }
    }

    @Test(
        "No name leads out of the root",
        arguments: [
            "..", ".", "../x", "a/b", "/tmp/x", "", ".hidden", "a\\u0000b", "-x", "ä",
            String(repeating: "a", count: 101),
        ])
    func names(name: String) async throws {
        try await served { server, admin, root in
            let answer = await server.send(
                "POST", "/v1/backups", #"{"folder":"\#(name)"}"#, token: admin)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.string("field") == "folder")
            let left = try FileManager.default.contentsOfDirectory(atPath: root)
            #expect(left.isEmpty)
        }
    }

    @Test("Without a root, or with a credential of one tenant, nothing is copied or shown")
    func refused() async throws {
        try await served { server, admin, root in
            _ = await server.send("POST", "/v1/tenants", #"{"id":"acme"}"#, token: admin)
            let made = await server.send(
                "POST", "/v1/keys",
                #"{"tenant":"ledger","name":"narrow","scopes":["ledger:admin","ledger:read"],"tenants":["acme"]}"#,
                token: admin)
            let narrow = try #require(made.string("token"), "\(made.text)")
            for (method, path, body) in [
                ("POST", "/v1/backups", #"{"folder":"a"}"#), ("GET", "/v1/status", ""),
            ] {
                let answer = await server.send(method, path, body, token: narrow)
                #expect(answer.status == 403)
                #expect(answer.string("code") == "all_tenants_needed")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: root).isEmpty)
        }
        try await TestLedger.run { ledger in
            let answer = await ledger.send("POST", "/v1/backups", #"{"folder":"a"}"#)
            #expect(answer.status == 409)
            #expect(answer.string("code") == "no_backup_root")
        }
    }

    @Test("The status says what there is, in integers")
    func status() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.makeKey()
            let answer = await ledger.send("GET", "/v1/status")
            #expect(answer.status == 200, "\(answer.text)")
            let position = try #require(answer.integer("position"))
            #expect(answer.headers["ledger-sequence"] == String(position))
            #expect(answer.integer("unsealed") == position)
            #expect(answer.integer("unindexed") == position)
            #expect(answer.integer("entries_last_day") == position)
            #expect(answer.array("problems").isEmpty)
            let total = ["log", "segments", "projections", "secrets"].reduce(0) {
                $0 + (answer.integer("bytes", $1) ?? 0)
            }
            #expect(answer.integer("bytes", "total") == total)
            #expect(answer.integer("bytes_per_entry") == (total + position - 1) / position)
            let root = await ledger.send("GET", "/v1/status", query: ["root_at": "1"])
            #expect(root.string("root")?.count == 64)
            let beyond = await ledger.send(
                "GET", "/v1/status", query: ["root_at": String(position + 1)])
            #expect(beyond.status == 400)
            #expect(beyond.string("field") == "root_at")
        }
    }
}

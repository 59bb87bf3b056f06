import Foundation
import LedgerTesting
import Testing

/// What a server does beside answering: whom it refuses, and how it ends.
@Suite struct ServerLifeTests {
    @Test func `SIGTERM under load is drained, exits 0 and loses nothing acknowledged`()
        async throws
    {
        let complaints = try await HTTP.with { http in
            var life = try Life(seed: 7, http)
            return try await life.run(rounds: 4, ending: .terminate)
        }
        #expect(complaints.isEmpty, "\(complaints)")
    }

    @Test func `Denials too many for an entry each are counted when the server ends`() async throws
    {
        let ledger = try await Ledger()
        let key = try await ledger.makeKey(["caps": [Cast.cap(0)]])
        let calls = 200
        try await withThrowingTaskGroup(of: JSON.self) { group in
            for number in 0..<calls {
                group.addTask { try await ledger.consume(key, id: "call-\(number)") }
            }
            for try await answer in group { #expect(answer["code"] == "cap_exceeded") }
        }
        #expect(await ledger.server.terminate() == .done)
        let again = try await ledger.restarted()
        #expect(try await again.meter("denied_calls") == Int64(calls))
        try await again.end()
    }

    @Test func `One id sent by many at once is admitted once`() async throws {
        let ledger = try await Ledger()
        let key = try await ledger.makeKey(["caps": [Cast.cap(30)]])
        for number in 0..<40 {
            let answers = try await withThrowingTaskGroup(of: JSON.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await ledger.consume(key, id: "call-\(number)") }
                }
                return try await group.reduce(into: [JSON]()) { $0.append($1) }
            }
            if number < 30 {
                #expect(answers.allSatisfy { $0["allowed"] == .boolean(true) })
                #expect(Set(answers.map { $0["sequence"] }).count == 1)
                #expect(answers.count { $0["replayed"] == .boolean(false) } == 1)
            } else {
                #expect(answers.allSatisfy { $0["code"] == "cap_exceeded" })
            }
        }
        #expect(try await ledger.meter("calls") == 30)
        try await ledger.end()
    }

    @Test func `A second server on the folder is refused and told who holds it`() async throws {
        let ledger = try await Ledger()
        for arguments in [
            ["serve", "--listen", "127.0.0.1:0"], ["verify"], ["tenant", "list"], ["rebuild"],
            ["rebuild", "--check"], ["backup", ledger.folder.path("backup")],
        ] {
            let second = try await Program.run(
                arguments + ["--data", ledger.data], in: ledger.folder)
            #expect(second.ending == .exit(1))
            #expect(second.output.isEmpty)
            #expect(second.messages.contains("folder_locked"))
            #expect(second.messages.contains("held by process"), "\(second.messages)")
        }
        try await ledger.end()
    }

    @Test func `A port that is taken is said so, and the ledger is closed well`() async throws {
        let ledger = try await Ledger()
        let port = ledger.server.url.split(separator: ":").last ?? ""
        let other = ledger.folder.path("other")
        let refused = try await Program.run(
            ["serve", "--data", other, "--listen", "127.0.0.1:\(port)"], in: ledger.folder)
        #expect(refused.ending == .exit(1))
        #expect(refused.messages.contains("127.0.0.1:\(port)"), "\(refused.messages)")
        #expect(refused.messages.contains("--listen"))
        let verified = try await Program.run(["verify", "--data", other], in: ledger.folder)
        #expect(verified.ending == .done)
        try await ledger.end()
    }

    @Test(arguments: ["0.0.0.0:0", "192.0.2.1:0"])
    func `A server does not listen where others reach it`(address: String) async throws {
        let folder = try TestFolder()
        let refused = try await Program.run(
            ["serve", "--data", folder.path("data"), "--listen", address], in: folder)
        #expect(refused.ending == .exit(2))
        #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
    }
}

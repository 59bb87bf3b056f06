import EventLog
import Files
import Foundation
import Testing

/// `keyledger import cloudtrail`, whole and cut off.
@Suite(.serialized) struct ImportTests {
    /// What an import comes to that nothing interrupts, and the files it was made of.
    private struct Reference {
        let folder: TestFolder
        let files: String
        let content: ImportedContent

        init(seed: UInt64) async throws {
            folder = try TestFolder()
            var sample = CloudTrailSample(seed: seed)
            files = try await sample.write(to: folder)
            let ledger = try await Ledger()
            let output = try await ledger.run("import", "cloudtrail", files)
            #expect(output.ending == .done, "\(output)")
            content = try await ImportedContent(of: ledger)
            try await ledger.end()
        }

        /// Says where a ledger differs.
        func expectSame(_ ledger: Ledger, _ what: String) async throws {
            let own = try await ImportedContent(of: ledger)
            #expect(own.entries.count == content.entries.count, "\(what)")
            for (place, (own, expected)) in zip(own.entries, content.entries).enumerated()
            where own != expected {
                Issue.record("\(what): entry \(place) is \(own), not \(expected)")
                return
            }
            #expect(own == content, "\(what)")
        }
    }

    @Test func `An import takes in every record, and the same again adds nothing`() async throws {
        let folder = try TestFolder()
        var sample = CloudTrailSample(seed: 1)
        let files = try await sample.write(to: folder)
        let ledger = try await Ledger()
        let records = Int64(CloudTrailSample.fileCount * CloudTrailSample.recordsPerFile)
        let first = try await ledger.run("import", "cloudtrail", files, "--output", "json")
        #expect(first.ending == .done, "\(first)")
        #expect(try first.json["files"] == .integer(Int64(CloudTrailSample.fileCount)))
        #expect(try first.json["recorded"] == .integer(records))
        #expect(try first.json["new_tenants"] == 3)
        let content = try await ImportedContent(of: ledger)
        #expect(content.count(of: "usage.recorded") == Int(records))
        #expect(content.count(of: "backfill.committed") == 3)
        let lifecycle = ["key.disabled", "key.enabled", "key.deleted"].map(content.count)
        #expect(lifecycle.allSatisfy { $0 > 0 })

        let again = try await ledger.run("import", "cloudtrail", files, "--output", "json")
        #expect(again.ending == .done)
        #expect(try again.json["recorded"] == 0)
        #expect(try again.json["lifecycle"] == 0)
        #expect(try again.json["duplicates"] == .integer(records))
        #expect(try await ImportedContent(of: ledger) == content)
        // History that was imported is on no bill.
        let meters = try await ledger.send(.get, "/v1/meters?tenant=111122223333&period=2023-07")
        #expect(try meters.json["rows"] == [])
        try await ledger.end()
    }

    /// Where a process that writes ends itself, from the first commit to one near the end.
    private static let killPoints = [
        (KillPoint.beforeCommit, 1), (.afterCommit, 2), (.afterHolderKeySync, 3), (.beforePut, 9),
        (.beforeHolderKeySync, 8), (.afterCommit, 25), (.beforeCommit, 50),
    ].map { "\($0.rawValue):\($1)" }

    @Test func `An import into a folder that dies anywhere and runs again leaves the same`()
        async throws
    {
        let reference = try await Reference(seed: 2)
        for point in Self.killPoints {
            let ledger = try await Ledger()
            try await ledger.end()
            let arguments = ["import", "cloudtrail", reference.files, "--data", ledger.data]
            let cut = try await Program.run(
                arguments, environment: [KillSwitch.variable: point], in: ledger.folder)
            #expect(cut.ending == .signal(SIGKILL), "\(point) was never passed: \(cut)")
            let whole = try await Program.run(arguments, in: ledger.folder)
            #expect(whole.ending == .done, "\(whole)")
            let served = try await ledger.restarted()
            try await reference.expectSame(served, point)
            try await served.end()
        }
    }

    @Test func `An import whose server dies anywhere and that runs again leaves the same`()
        async throws
    {
        let reference = try await Reference(seed: 3)
        for point in Self.killPoints {
            let made = try await Ledger()
            try await made.end()
            let dying = try await made.restarted(environment: [KillSwitch.variable: point])
            let cut = try await dying.run("import", "cloudtrail", reference.files)
            #expect(cut.ending == .exit(3), "\(cut)")
            #expect(await dying.server.process.ending == .signal(SIGKILL))
            let ledger = try await made.restarted()
            let whole = try await ledger.run("import", "cloudtrail", reference.files)
            #expect(whole.ending == .done, "\(whole)")
            try await reference.expectSame(ledger, point)
            try await ledger.end()
        }
    }

    @Test func `An import whose command is killed and that runs again leaves the same`()
        async throws
    {
        let reference = try await Reference(seed: 4)
        for part in [1, 3, 5, 7] {
            let ledger = try await Ledger()
            let command = try ProgramProcess(
                ["import", "cloudtrail", reference.files], environment: ledger.environment,
                in: ledger.folder)
            let enough = UInt64(reference.content.entries.count * part / 8)
            while try await ledger.position() < enough, !command.hasEnded {
                try await Task.sleep(for: .milliseconds(2))
            }
            command.signal(SIGKILL)
            _ = await command.ending
            try await ledger.whenQuiet()
            let whole = try await ledger.run("import", "cloudtrail", reference.files)
            #expect(whole.ending == .done, "\(whole)")
            try await reference.expectSame(ledger, "killed after \(enough) entries")
            try await ledger.end()
        }
    }
}

extension Ledger {
    /// The sequence after the last entry that readers see.
    fileprivate func position() async throws -> UInt64 {
        try await send(.get, "/livez").position ?? 0
    }

    /// Waits until the server has finished the file that a dead client sent: no entry has come for
    /// many answers.
    fileprivate func whenQuiet() async throws {
        var (last, answers) = (try await position(), 0)
        while answers < 100 {
            let now = try await position()
            answers = now == last ? answers + 1 : 0
            last = now
        }
    }
}

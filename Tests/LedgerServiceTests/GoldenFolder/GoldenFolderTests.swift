import EventLog
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

/// The recorded folder of format version 1 (`GoldenFolder`), opened with this version.
@Suite(.serialized) struct GoldenFolderTests {
    @Test("The folder of format version 1 is there: it is recorded once, and not written over")
    func isThere() async throws {
        if !GoldenFolder.isThere, GoldenFolder.isRecording {
            try await GoldenRecorder.record()
            Issue.record(
                """
                Recorded \(GoldenFolder.path); look at it, commit it, and run again without \
                KEYLEDGER_RECORD.
                """)
        }
        #expect(
            GoldenFolder.isThere,
            "\(GoldenFolder.path) is missing. Take it back from the repository.")
    }

    @Test("It verifies and opens as it is, and gives the recorded leaves, root, state and meters")
    func opens() async throws {
        let folder = try laidOut()
        try expectSound(folder.data, position: GoldenFolder.manifest().position)
        let derived = try fileNumbers(in: "\(folder.data)/projections")
        try await withLedger(in: folder.data) { try expectFacts(of: $0) }
        #expect(
            try fileNumbers(in: "\(folder.data)/projections") == derived,
            "a file of what is derived was made anew: the recorded one was not used")
        for prefix in ["dedup.manifest", "dedup-", "state.manifest", "state-", "index-"] {
            #expect(derived.keys.contains { $0.hasPrefix(prefix) }, "\(prefix)")
        }
    }

    @Test("Without what is derived it gives the same")
    func rebuilds() async throws {
        let folder = try laidOut()
        try FileManager.default.removeItem(atPath: "\(folder.data)/projections")
        try await withLedger(in: folder.data) { try expectFacts(of: $0) }
        try expectSound(folder.data, position: GoldenFolder.manifest().position)
    }

    @Test("Each recorded id is known: the same call is a duplicate, another one a conflict")
    func knowsIDs() async throws {
        let folder = try laidOut()
        try await withLedger(in: folder.data) { ledger in
            let position = ledger.view.position
            var lines: [UsageLine] = []
            var sequences: [UInt64] = []
            try ledger.view.forEachEntry { entry in
                guard let line = UsageLine(reporting: entry) else { return true }
                lines.append(line)
                sequences.append(entry.sequence)
                return true
            }
            #expect(lines.count > 300)
            let answers = try await ledger.record(lines, caller: .folder(.cli)).answers
            #expect(answers == sequences.map { .duplicate($0) })
            for index in lines.indices { lines[index].status = 599 }
            let others = try await ledger.record(lines, caller: .folder(.cli)).answers
            #expect(others == sequences.map { .conflict($0) })
            #expect(ledger.view.position == position)
        }
    }

    @Test("It goes on: new calls are recorded after the old ones, over the end of a segment")
    func goesOn() async throws {
        let folder = try laidOut()
        let manifest = try GoldenFolder.manifest()
        let calls = Limits.entriesPerTestSegment + 10
        try await withLedger(in: folder.data) { ledger in
            let keys = ledger.view.state.keys
            let key = try #require(
                keys.indices.first { keys[$0].status == .active && keys[$0].owner == "ada" })
            let lines = (0..<calls).map { UsageLine.call(keys[key].id, id: "new-\($0)") }
            let answers = try await ledger.record(lines, caller: .folder(.cli)).answers
            #expect(answers == (0..<calls).map { .accepted(manifest.position + $0) })
            #expect(try ledger.root(of: manifest.position) == manifest.root)
        }
        try expectSound(folder.data, position: manifest.position + calls)
        // The fourth segment was sealed: its run of ids and those that were recorded are one.
        let runs = try fileNumbers(in: "\(folder.data)/projections").keys
        #expect(runs.count { $0.hasPrefix("dedup-") } == 1)
    }

    @Test("The recorded backup is restored, and gives the same")
    func restores() async throws {
        let folder = try TemporaryFolder()
        let backup = "\(folder.path)/backup"
        try GoldenFolder.copyBackup(to: backup)
        let report = try Ledger.restore(from: backup, to: folder.data)
        #expect(report.backup == (try GoldenFolder.manifest()))
        #expect(report.missingHolders == [])
        try await withLedger(in: folder.data) { try expectFacts(of: $0) }
        try expectSound(folder.data, position: report.backup.position)
    }
}

extension GoldenFolderTests {
    private func laidOut() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try GoldenFolder.copyData(to: folder.data)
        return folder
    }

    /// Opens the ledger in a folder for as long as `body` runs, at the time that its last entry
    /// was recorded.
    private func withLedger(
        in data: String, _ body: (Ledger) async throws -> Void
    ) async throws {
        let clock = TestClock(try GoldenFolder.manifest().lastRecordedAt)
        let ledger = try Ledger.open(at: data, clock: clock)
        do {
            try await body(ledger)
        } catch {
            await ledger.close()
            throw error
        }
        await ledger.close()
    }

    private func expectFacts(of ledger: Ledger) throws {
        let facts = try GoldenFacts(of: ledger)
        let recorded = try GoldenFolder.recordedFacts()
        let leaves = facts.leaves.indices.filter {
            $0 >= recorded.leaves.count || facts.leaves[$0] != recorded.leaves[$0]
        }
        #expect(leaves == [], "sequences of other leaves than were recorded")
        #expect(facts.leaves.count == recorded.leaves.count)
        let differences = facts.lines.difference(from: recorded.lines)
        #expect(differences.isEmpty, "\(differences)")
        let manifest = try GoldenFolder.manifest()
        #expect(try ledger.root(of: manifest.position) == manifest.root)
    }

    /// Expects that the log verifies and that what is derived is what it gives, up to the end of
    /// the last full segment; no ledger holds the folder.
    private func expectSound(_ data: String, position: UInt64) throws {
        let report = try verified(data)
        #expect(report.problems == [])
        #expect(report.entries == position)
        let manifest = try GoldenFolder.manifest()
        if position == manifest.position { #expect(report.root == manifest.root) }
        let sealed = position - position % manifest.entriesPerSegment
        #expect(report.segments == sealed / manifest.entriesPerSegment)
        let derived = try Ledger.compareProjections(at: data)
        #expect(derived.differences == [])
        #expect(derived.statePosition == sealed)
        #expect(derived.idsPosition == sealed)
    }

    private func verified(_ data: String) throws -> LogReport {
        let held = try DataFolder.open(at: data)
        return try LogVerifier.verify(
            try LogStore.openUnverified(in: held), secrets: try SecretsFolder.open(in: held))
    }

    /// The number that the file system has for each file of a folder: a file that was made anew
    /// has another one.
    private func fileNumbers(in folder: String) throws -> [String: Int] {
        var numbers: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            numbers[name] = try #require(attributes[.systemFileNumber] as? Int)
        }
        return numbers
    }
}

extension UsageLine {
    /// The line that a call was reported with; nil for an entry of another kind, without an id, or
    /// of a backfill.
    fileprivate init?(reporting entry: Entry) {
        guard case .usageRecorded(let usage) = entry.body, entry.id != nil, !usage.admitted,
            usage.backfill == nil
        else { return nil }
        self.init()
        id = entry.id
        source = entry.source
        time = entry.defaulted.contains("time") ? nil : entry.time
        key = entry.key
        tenant = entry.tenant
        principal = usage.principal
        operation = usage.operation
        scopes = usage.scopes
        quantities = usage.quantities
        outcome = usage.outcome
        code = usage.code
        status = usage.status
        durationUs = usage.durationUs
        requestBytes = usage.requestBytes
        responseBytes = usage.responseBytes
    }
}

import EventLog
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Synchronization
import Testing

@Suite struct BackupTests {
    private func grown(entries: Int) async throws -> DiskLedger {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        for number in 0..<5 { try await disk.addKey("key_\(number)", of: "acme") }
        var sent = 0
        while sent < entries {
            _ = try await disk.record(
                (0..<50).map { .call("key_\($0 % 5)", id: "\(sent + $0)") })
            sent += 50
        }
        return disk
    }

    /// Restores a backup and opens the ledger for as long as `body` runs.
    private func restoring(
        _ backup: String, to data: String, keys: String? = nil,
        _ body: (Ledger) throws -> Void
    ) async throws -> RestoreReport {
        let report = try Ledger.restore(from: backup, to: data, keys: keys)
        let ledger = try Ledger.open(at: data)
        let result = Result { try body(ledger) }
        await ledger.close()
        try result.get()
        return report
    }

    @Test(
        "A backup taken under load, while segments are sealed, is the ledger at one position, with all that was acknowledged before"
    )
    func underLoad() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        for number in 0..<5 { try await disk.addKey("key_\(number)", of: "acme") }
        let manifests = try await backUpUnderLoad(disk)
        let folder = disk.folder
        for (number, manifest) in manifests.enumerated() {
            let data = "\(folder.path)/restored-\(number)"
            let backup = "\(folder.path)/backup-\(number)"
            let report = try await restoring(backup, to: data) { copy in
                #expect(copy.view.position == manifest.position)
                let root = try copy.root(of: manifest.position)
                #expect(root == manifest.root)
            }
            #expect(report.backup == manifest)
            #expect(report.missingHolders == [])
            #expect(try disk.ledger.root(of: manifest.position) == manifest.root)
        }
        try await disk.expectSound()
    }

    /// Makes backups while four tasks record, until some segments were sealed. Nothing holds the
    /// ledger any more.
    private func backUpUnderLoad(_ disk: DiskLedger) async throws -> [BackupManifest] {
        let ledger = disk.ledger
        let caller = disk.caller
        let isOver = Flag()
        let folder = disk.folder
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var sent = 0
                    while !isOver.isSet {
                        let lines = (0..<20).map {
                            UsageLine.call("key_\(task)", id: "\(task)-\(sent + $0)")
                        }
                        _ = try await ledger.record(lines, caller: caller)
                        sent += lines.count
                    }
                }
            }
            var manifests: [BackupManifest] = []
            for number in 1...6 {
                while ledger.view.position < UInt64(number) * 400 {
                    try await Task.sleep(for: .milliseconds(2))
                }
                let before = ledger.view.position
                let path = "\(folder.path)/backup-\(manifests.count)"
                let manifest = try ledger.backUp(to: path)
                #expect(manifest.position >= before)
                #expect(manifest.position <= ledger.view.position)
                manifests.append(manifest)
            }
            isOver.set()
            try await group.waitForAll()
            return manifests
        }
    }

    @Test("A restored ledger goes on: it knows its ids, names, caps and keys")
    func goesOn() async throws {
        let disk = try await grown(entries: 700)
        let backup = "\(disk.folder.path)/backup"
        let manifest = try disk.ledger.backUp(to: backup)
        let dump = try disk.dump()
        await disk.close()
        try FileManager.default.removeItem(atPath: disk.folder.data)
        let report = try Ledger.restore(from: backup, to: disk.folder.data)
        #expect(report.backup == manifest)
        try await disk.reopen()
        #expect(try disk.dump() == dump)
        #expect(
            try await disk.record([.call("key_1", id: "1"), .call("key_2", id: "new")])
                .map { if case .duplicate = $0 { "duplicate" } else { "accepted" } }
                == ["duplicate", "accepted"])
        let key = try #require(disk.view.state.key("key_1"))
        #expect(disk.view.open(key.name)?.name == "the key key_1")
        try await disk.expectSound()
        // On the same disk the segments are the same files; the restored ones are not.
        #expect(try Ledger.compareProjections(at: disk.folder.data).differences == [])
    }

    @Test("A backup goes to a new folder only, and a restore too; what is there stays as it is")
    func notEmpty() async throws {
        let disk = try await grown(entries: 50)
        let taken = "\(disk.folder.path)/taken"
        try FileManager.default.createDirectory(
            atPath: taken, withIntermediateDirectories: false)
        try Data("mine".utf8).write(to: URL(filePath: "\(taken)/file"))
        #expect(code { _ = try disk.ledger.backUp(to: taken) } == "folder_not_empty")
        #expect(
            code { _ = try disk.ledger.backUp(to: "\(disk.folder.path)/no/such") }
                == "file_failed")
        let backup = "\(disk.folder.path)/backup"
        _ = try disk.ledger.backUp(to: backup)
        #expect(code { _ = try disk.ledger.backUp(to: backup) } == "folder_not_empty")
        #expect(code { _ = try Ledger.restore(from: backup, to: taken) } == "not_a_ledger")
        #expect(
            code { _ = try Ledger.restore(from: backup, to: disk.folder.data) }
                == "ledger_exists")
        #expect(try FileManager.default.contentsOfDirectory(atPath: taken) == ["file"])
        #expect(code { _ = try Ledger.restore(from: taken, to: backup + "-2") } == "no_backup")
        try await disk.expectSound()
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as LedgerError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    @Test("Each file of a backup that is missing, cut short or flipped in one bit is refused")
    func damaged() async throws {
        let disk = try await grown(entries: 600)
        // All that is full is sealed once a ledger was closed.
        try await disk.reopen()
        let backup = "\(disk.folder.path)/backup"
        let manifest = try disk.ledger.backUp(to: backup)
        await disk.close()
        // The segments are the ledger's own files here; what is damaged must be copies.
        let copy = "\(disk.folder.path)/copy"
        try FileManager.default.copyItem(atPath: backup, toPath: copy)
        let data = "\(disk.folder.path)/restored"
        var generator = SplitMix64(seed: 3)
        #expect(manifest.files.count >= 3)
        for path in manifest.files.map(\.path) + ["keys", "backup.json"] {
            let url = URL(filePath: "\(copy)/\(path)")
            let sound = try Data(contentsOf: url)
            var damages = [Data(), sound.prefix(sound.count - 1)]
            for _ in 0..<4 {
                var flipped = sound
                flipped[Int.random(in: 0..<sound.count, using: &generator)] ^= 1
                damages.append(flipped)
            }
            for damage in damages {
                try damage.write(to: url)
                let found = code { _ = try Ledger.restore(from: copy, to: data) }
                // Of backup.json the last line break and the time of the backup decide nothing.
                if path == "backup.json", found == nil {
                    try FileManager.default.removeItem(atPath: data)
                    continue
                }
                #expect(found != nil, "\(path)")
                #expect(try DataFolder.condition(at: data) == .vacant, "\(path)")
            }
            try FileManager.default.removeItem(at: url)
            #expect(code { _ = try Ledger.restore(from: copy, to: data) } != nil, "\(path)")
            try sound.write(to: url)
        }
        // After all that the same folder takes the sound one.
        #expect(try Ledger.restore(from: copy, to: data).backup == manifest)
        try await disk.reopen()
        try await disk.expectSound()
    }

    @Test("A list that leads out of the backup is refused")
    func outside() async throws {
        let disk = try await grown(entries: 300)
        try await disk.reopen()
        let backup = "\(disk.folder.path)/backup"
        _ = try disk.ledger.backUp(to: backup)
        let url = URL(filePath: "\(backup)/backup.json")
        let text = try String(contentsOf: url, encoding: .utf8)
        for path in ["../data/admin-key", "segments/../../x.seg", "/etc/passwd", "log/lock.mdb"] {
            try text.replacing("segments/0000000000000000.seg", with: path)
                .write(to: url, atomically: false, encoding: .utf8)
            #expect(
                code { _ = try Ledger.restore(from: backup, to: "\(disk.folder.path)/x") }
                    == "damaged")
        }
        try text.replacing("\"version\" : 1", with: "\"version\" : 2")
            .write(to: url, atomically: false, encoding: .utf8)
        #expect(
            code { _ = try Ledger.restore(from: backup, to: "\(disk.folder.path)/x") }
                == "newer_version")
        try await disk.expectSound()
    }

    @Test("An erasure reaches an older backup by its keys; older keys say whose values they lack")
    func keys() async throws {
        let disk = try await grown(entries: 100)
        let older = "\(disk.folder.path)/older"
        _ = try disk.ledger.backUp(to: older)
        try await disk.addKey("key_late", of: "acme")
        let name = try #require(disk.view.state.key("key_1")?.name)
        let late = try #require(disk.view.state.key("key_late")?.name)
        await disk.close()
        do {
            let held = try DataFolder.open(at: disk.folder.data)
            try SecretsFolder.open(in: held).vault.erase(holder: name.holder)
        }
        try await disk.reopen()
        let newer = "\(disk.folder.path)/newer"
        _ = try disk.ledger.backUp(to: newer)

        let report = try await restoring(
            older, to: "\(disk.folder.path)/erased", keys: "\(newer)/keys"
        ) { ledger in
            let view = ledger.view
            #expect(view.open(name) == nil)
            #expect(view.open(view.state.key("key_2")?.name)?.name == "the key key_2")
        }
        #expect(report.missingHolders == [])

        let lacking = try await restoring(
            newer, to: "\(disk.folder.path)/lacking", keys: "\(older)/keys"
        ) { ledger in
            let view = ledger.view
            #expect(view.open(late) == nil)
            #expect(view.open(view.state.key("key_2")?.name)?.name == "the key key_2")
        }
        #expect(lacking.missingHolders == [late.holder])
        let held = try DataFolder.open(at: "\(disk.folder.path)/lacking")
        let verified = try LogVerifier.verify(
            try LogStore.openUnverified(in: held), secrets: try SecretsFolder.open(in: held))
        #expect(verified.problems == [])

        let other = try await grown(entries: 0)
        _ = try other.ledger.backUp(to: "\(other.folder.path)/backup")
        #expect(
            code {
                _ = try Ledger.restore(
                    from: newer, to: "\(disk.folder.path)/mixed",
                    keys: "\(other.folder.path)/backup/keys")
            } == "another_ledger")
        try await other.expectSound()
        try await disk.expectSound()
    }
}

/// Tells tasks to end.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

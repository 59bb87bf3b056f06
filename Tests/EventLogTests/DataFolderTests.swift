import EventLog
import Foundation
import LedgerTesting
import Testing

@Suite struct DataFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func code(of body: () throws -> Void) -> LogError.Code? {
        #expect(throws: LogError.self, performing: body)?.code
    }

    @Test func `A new ledger's folders and files are its owner's alone`() throws {
        try TestLog.create(at: folder.data).close()
        for name in ["", "/log", "/segments", "/secrets", "/operations", "/projections"] {
            #expect(try mode(of: folder.data + name) == 0o700, "\(name)")
        }
        for name in ["/lock", "/secrets/blinding-key", "/secrets/holder-keys", "/log/data.mdb"] {
            #expect(try mode(of: folder.data + name) == 0o600, "\(name)")
        }
    }

    @Test func `A second opener is told which process holds the folder`() throws {
        let log = try TestLog.create(at: folder.data)
        let error = try #require(
            #expect(throws: LogError.self) { try DataFolder.open(at: folder.data) })
        #expect(error.code == .folderLocked)
        #expect(error.sentence.contains("process \(getpid())."))
        log.close()
        _ = try DataFolder.open(at: folder.data)
    }

    @Test func `Only a vacant place takes a new ledger`() throws {
        let path = folder.data
        #expect(try DataFolder.condition(at: path) == .vacant)
        #expect(code { _ = try DataFolder.open(at: path) } == .noLedger)

        try FileManager.default.createDirectory(
            atPath: path + "/lost+found", withIntermediateDirectories: true)
        #expect(try DataFolder.condition(at: path) == .vacant)

        try write([1], to: path + "/letter.txt")
        #expect(try DataFolder.condition(at: path) == .foreign)
        #expect(code { _ = try DataFolder.create(at: path) } == .notALedger)
        #expect(code { _ = try DataFolder.open(at: path) } == .notALedger)
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(names.sorted() == ["letter.txt", "lost+found"])

        try FileManager.default.removeItem(atPath: path + "/letter.txt")
        try TestLog.create(at: path).close()
        #expect(try DataFolder.condition(at: path) == .ledger)
        #expect(code { _ = try DataFolder.create(at: path) } == .ledgerExists)
    }

    @Test(arguments: ["log", "segments", "secrets", "operations"])
    func `A ledger that lacks a part says which, and is no place for a new one`(
        part: String
    ) throws {
        try TestLog.create(at: folder.data).close()
        try FileManager.default.removeItem(atPath: folder.data + "/" + part)
        let error = try #require(
            #expect(throws: LogError.self) { try DataFolder.open(at: folder.data) })
        #expect(error.code == .incompleteFolder)
        #expect(error.sentence.contains("missing: \(part)."))
        #expect(code { _ = try DataFolder.create(at: folder.data) } == .ledgerExists)
    }

    @Test(arguments: ["log/data.mdb", "secrets/blinding-key", "secrets/holder-keys"])
    func `A ledger that lacks a file does not open`(file: String) throws {
        try TestLog.create(at: folder.data).close()
        try FileManager.default.removeItem(atPath: folder.data + "/" + file)
        #expect(code { _ = try TestLog.open(at: folder.data) } == .incompleteFolder)
    }

    @Test func `Missing projections are made anew`() throws {
        try TestLog.create(at: folder.data).close()
        try FileManager.default.removeItem(atPath: folder.data + "/projections")
        try TestLog.open(at: folder.data).close()
        #expect(try mode(of: folder.data + "/projections") == 0o700)
    }

    @Test func `A creation that was cut off is no ledger yet and starts over`() throws {
        _ = try DataFolder.create(at: folder.data)
        #expect(try DataFolder.condition(at: folder.data) == .vacant)
        #expect(code { _ = try DataFolder.open(at: folder.data) } == .noLedger)
        try TestLog.create(at: folder.data).close()
        #expect(try DataFolder.condition(at: folder.data) == .ledger)
    }

    @Test func `A store and keys are made only in a folder that was made for them`() throws {
        try TestLog.create(at: folder.data).close()
        let opened = try DataFolder.open(at: folder.data)
        #expect(
            code { _ = try LogStore.create(in: opened, identity: EntryGenerator.identity) }
                == .ledgerExists)
        #expect(code { _ = try SecretsFolder.create(in: opened) } == .ledgerExists)
    }

    @Test func `A file where the folder should be is refused by the system`() throws {
        try write([1], to: folder.data)
        let error = try #require(
            #expect(throws: LogError.self) { try DataFolder.create(at: folder.data) })
        #expect(error.code == .fileFailed)
        #expect(error.place.hasPrefix(folder.data))
    }
}

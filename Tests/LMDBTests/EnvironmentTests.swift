import Foundation
import LMDB
import LedgerTesting
import Testing

@Suite("Environments")
struct EnvironmentTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(
        _ access: Environment.Access = .readWrite, at path: String? = nil
    ) throws(LMDBError) -> Environment {
        try Environment(path: path ?? folder.path, mapSize: roomy, access: access)
    }

    @Test("A folder that is open is refused, by any path, until it is closed")
    func openedTwice() throws {
        let link = folder.path + "-link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: folder.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        do {
            let environment = try open(.create)
            for path in [folder.path, folder.path + "/", link] {
                let failure = try failure { () throws(LMDBError) in
                    _ = try open(.readOnly, at: path)
                }
                #expect(failure.code == .alreadyOpen)
            }
            #expect(environment.access == .create)
        }
        #expect(try open(at: link).path == link)
    }

    @Test("A failed opening leaves the folder free")
    func freeAfterFailure() throws {
        _ = try failure { () throws(LMDBError) in _ = try open(.readWrite) }
        #expect(try open(.create).path == folder.path)
    }

    @Test(
        "A folder without a data file is not found unless it is to be made",
        arguments: [Environment.Access.readOnly, .readWrite], ["", "/none"])
    func missing(access: Environment.Access, name: String) throws {
        let failure = try failure { () throws(LMDBError) in
            _ = try open(access, at: folder.path + name)
        }
        #expect(failure.code == .notFound)
        #expect(!FileManager.default.fileExists(atPath: folder.path("data.mdb")))
    }

    @Test("What is made is for its owner alone")
    func modes() throws {
        let environment = try open(.create, at: folder.path("log"))
        _ = try environment.database(named: "entries")
        try environment.copy(to: folder.path("copy"))
        #expect(try folder.mode("log") == 0o700)
        #expect(try folder.mode("log/data.mdb") == 0o600)
        #expect(try folder.mode("log/lock.mdb") == 0o600)
        #expect(try folder.mode("copy") == 0o700)
        #expect(try folder.mode("copy/data.mdb") == 0o600)
    }

    @Test("An environment opened to read neither writes nor makes a database")
    func readOnly() throws {
        _ = try open(.create).database(named: "entries")
        let environment = try open(.readOnly)
        let refused = try failure { () throws(LMDBError) in
            _ = try environment.beginWrite()
        }
        #expect(refused.code == .io)
        let missing = try failure { () throws(LMDBError) in
            _ = try environment.database(named: "others")
        }
        #expect(missing.code == .notFound)
        #expect(try environment.contents(of: environment.database(named: "entries")).isEmpty)
    }

    @Test("More databases than were asked for are refused")
    func databasesFull() throws {
        let environment = try Environment(
            path: folder.path, mapSize: roomy, maxDatabases: 1, access: .create)
        let first = try environment.database(named: "entries")
        #expect(try environment.database(named: "entries") == first)
        let failure = try failure { () throws(LMDBError) in
            _ = try environment.database(named: "others")
        }
        #expect(failure.code == .databasesFull)
    }

    @Test("A copy has the same content and no free pages, and overwrites nothing")
    func copies() throws {
        let environment = try open(.create)
        let database = try environment.database(named: "entries")
        let value = [UInt8](repeating: 3, count: 3_000)
        try environment.store((0..<100).map { ($0, value) }, in: database)
        try environment.write { transaction throws(LMDBError) in
            for number in 10..<100 as Range<UInt64> {
                try transaction.delete(key(number).span, in: database)
            }
        }
        try environment.sync()
        #expect(try environment.info().freePages > 50)
        let target = folder.path("copy")
        try environment.copy(to: target)
        let copy = try open(.readOnly, at: target)
        #expect(
            try copy.contents(of: copy.database(named: "entries"))
                == environment.contents(of: database))
        #expect(try copy.info().freePages == 0)
        #expect(try copy.info().fileSize < environment.info().fileSize)

        let failure = try failure { () throws(LMDBError) in try environment.copy(to: target) }
        #expect(failure.code == .io)
        #expect(FileManager.default.fileExists(atPath: target + "/data.mdb"))
    }

    @Test("The information tells size, room and the last commit")
    func information() throws {
        let environment = try open(.create)
        let database = try environment.database(named: "entries")
        let before = try environment.info()
        try environment.store([(1, [UInt8](repeating: 1, count: 1 << 20))], in: database)
        let after = try environment.info()
        #expect(after.lastCommit == before.lastCommit + 1)
        #expect(after.mapSize == roomy)
        #expect(after.usedPages - before.usedPages >= (1 << 20) / after.pageSize)
        #expect(before.available - after.available >= 1 << 20)
        #expect(after.fileSize == (after.usedPages + after.freePages) * after.pageSize)
    }

    @Test("An error says what failed, where and what to do, and its codes are stable")
    func errors() throws {
        let failure = try failure { () throws(LMDBError) in _ = try open(.readWrite) }
        #expect(
            failure.description
                == "not_found: open in \(folder.path): No such file or directory. "
                + "Check the path and the name; create it if this is a new ledger.")
        #expect(
            LMDBError.Code.allCases.map(\.rawValue) == [
                "already_open", "corrupted", "databases_full", "disk_full", "invalid", "io",
                "key_exists", "map_full", "not_found", "readers_full", "truncated",
                "version_mismatch",
            ])
    }
}

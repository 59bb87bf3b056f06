import Foundation
import LMDB
import LedgerTesting
import Testing

@Suite("A damaged data file")
struct DamageTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ access: Environment.Access = .readWrite) throws(LMDBError) -> Environment {
        try Environment(path: folder.path, mapSize: roomy, access: access)
    }

    /// A closed environment with 40 entries of two pages each, and some free pages.
    private func fill() throws -> (contents: [UInt64: [UInt8]], info: EnvironmentInfo) {
        let environment = try open(.create)
        let database = try environment.database(named: "entries")
        for number in 0..<40 as Range<UInt64> {
            let value = [UInt8](repeating: UInt8(number), count: 5_000)
            try environment.store([(number, value)], in: database)
        }
        return (try environment.contents(of: database), try environment.info())
    }

    @Test("A file that lost its last page is refused, and taken again when it has it back")
    func lastPage() throws {
        let (contents, info) = try fill()
        let file = try folder.dataFile()
        let size = UInt64(info.fileSize - info.pageSize)
        try file.seek(toOffset: size)
        let page = try #require(try file.readToEnd())
        try file.truncate(atOffset: size)
        for access in [Environment.Access.readOnly, .readWrite, .create] {
            let failure = try failure { () throws(LMDBError) in _ = try open(access) }
            #expect(failure.code == .truncated)
            #expect(failure.message == "data.mdb has \(size) of \(info.fileSize) bytes")
        }
        try file.seek(toOffset: size)
        try file.write(contentsOf: page)
        let environment = try open()
        #expect(try environment.contents(of: environment.database(named: "entries")) == contents)
    }

    @Test("Cut off anywhere, a file is refused or reads whole; it never ends the process")
    func everyLength() throws {
        let (contents, info) = try fill()
        let (whole, refused) = try cutOff(info, expecting: contents)
        #expect(whole > 0)
        #expect(refused > info.usedPages)
    }

    /// Opens the file at every half page of length, down to nothing.
    /// - Returns: how often it read whole, and how often it was refused.
    private func cutOff(
        _ info: EnvironmentInfo, expecting contents: [UInt64: [UInt8]]
    ) throws -> (whole: Int, refused: Int) {
        let file = try folder.dataFile()
        var whole = 0
        var refused = 0
        for size in stride(from: info.fileSize, through: 1, by: -info.pageSize / 2) {
            try file.truncate(atOffset: UInt64(size))
            do throws(LMDBError) {
                let environment = try open(.readOnly)
                let database = try environment.database(named: "entries")
                #expect(try environment.contents(of: database) == contents)
                whole += 1
            } catch {
                #expect([.truncated, .invalid].contains(error.code))
                refused += 1
            }
        }
        return (whole, refused)
    }

    @Test("An empty data file is truncated, unless it is what a creation left")
    func empty() throws {
        #expect(FileManager.default.createFile(atPath: folder.path("data.mdb"), contents: nil))
        for access in [Environment.Access.readOnly, .readWrite] {
            let failure = try failure { () throws(LMDBError) in _ = try open(access) }
            #expect(failure.code == .truncated)
        }
        #expect(try open(.create).info().lastCommit == 0)
    }

    @Test(
        "A file with another mark or version is told from a damaged one",
        arguments: [(16, .invalid), (20, .versionMismatch)] as [(UInt64, LMDBError.Code)])
    func foreign(offset: UInt64, code: LMDBError.Code) throws {
        _ = try fill()
        let file = try folder.dataFile()
        try file.seek(toOffset: offset)
        try file.write(contentsOf: [0x5A])
        let failure = try failure { () throws(LMDBError) in _ = try open() }
        #expect(failure.code == code)
    }

    /// A closed environment with one entry, whose file ends before the pages it has given out: they
    /// were taken from the end and given back in one commit, listed as free and never written.
    private func fillShort() throws -> EnvironmentInfo {
        let environment = try open(.create)
        let database = try environment.database(named: "entries")
        for number in 0..<4 as Range<UInt64> {
            try environment.store([(0, [UInt8(number)])], in: database)
        }
        try environment.write { transaction throws(LMDBError) in
            let value = [UInt8](repeating: 1, count: 100_000)
            try transaction.put(key(1).span, value.span, in: database)
            try transaction.delete(key(1).span, in: database)
        }
        let info = try environment.info()
        #expect(info.fileSize < (info.usedPages + info.freePages) * info.pageSize)
        return info
    }

    @Test("A file that is short only by pages which were never written is whole")
    func shortButWhole() throws {
        let info = try fillShort()
        for access in [Environment.Access.readOnly, .readWrite] {
            let environment = try open(access)
            let database = try environment.database(named: "entries")
            #expect(try environment.contents(of: database) == [0: [3]])
        }
        let (whole, refused) = try cutOff(info, expecting: [0: [3]])
        #expect(whole > 0)
        #expect(refused > info.usedPages)
    }

    @Test("A damaged list of free pages is refused or unharmed; it never ends the process")
    func damagedFreeList() throws {
        let info = try fillShort()
        let file = try folder.dataFile()
        var codes: [LMDBError.Code: Int] = [:]
        let original = Array(try #require(try file.readToEnd()))
        for offset in stride(from: 2 * info.pageSize, to: info.fileSize, by: 1)
        where original[offset] != 0 {
            for damage in [0xff, 0x01, 0x80] as [UInt8] {
                try file.seek(toOffset: UInt64(offset))
                try file.write(contentsOf: [original[offset] ^ damage])
                do throws(LMDBError) {
                    _ = try open(.readOnly)
                } catch {
                    codes[error.code, default: 0] += 1
                }
            }
            try file.seek(toOffset: UInt64(offset))
            try file.write(contentsOf: [original[offset]])
        }
        #expect(Set(codes.keys) == [.corrupted, .truncated])
        #expect(try open().info() == info)
    }
}

import LMDB
import LedgerTesting
import Testing

@Suite("Transactions")
struct TransactionTests {
    let folder: TemporaryFolder
    let environment: Environment
    let database: Database

    init() throws {
        folder = try TemporaryFolder()
        environment = try Environment(path: folder.path, mapSize: roomy, access: .create)
        database = try environment.database(named: "entries")
    }

    @Test("What is committed is read back, also after the folder is opened anew")
    func roundTrip() throws {
        let other = try TemporaryFolder()
        let large = [UInt8](repeating: 7, count: 100_000)
        let entries: [(UInt64, [UInt8])] = [(1, [1]), (2, []), (256, large)]
        do {
            let environment = try Environment(
                path: other.path, mapSize: roomy, access: .create)
            let database = try environment.database(named: "entries")
            try environment.store(entries, in: database)
            #expect(try environment.contents(of: database) == [1: [1], 2: [], 256: large])
        }
        let environment = try Environment(path: other.path, mapSize: roomy, access: .readOnly)
        let database = try environment.database(named: "entries")
        #expect(try environment.contents(of: database) == [1: [1], 2: [], 256: large])
        let transaction = try environment.beginRead()
        #expect(try transaction.get(key(2).span, in: database) == [])
        #expect(try transaction.get(key(3).span, in: database) == nil)
        #expect(try transaction.get(key(256).span, in: database) { $0.count } == 100_000)
    }

    @Test("A write transaction that is dropped leaves nothing behind")
    func dropped() throws {
        try environment.store([(1, [1])], in: database)
        do {
            var transaction = try environment.beginWrite()
            try transaction.put(key(1).span, [9].span, in: database)
            try transaction.put(key(2).span, [9].span, in: database)
            #expect(try transaction.get(key(2).span, in: database) == [9])
        }
        #expect(try environment.contents(of: database) == [1: [1]])
    }

    @Test("A reader sees the commit before it began, whatever is written after")
    func isolation() throws {
        try environment.store([(1, [1])], in: database)
        let before = try environment.beginRead()
        var writer = try environment.beginWrite()
        try writer.put(key(1).span, [2].span, in: database)
        let during = try environment.beginRead()
        #expect(try during.get(key(1).span, in: database) == [1])
        try writer.commit()
        #expect(try before.get(key(1).span, in: database) == [1])
        #expect(try during.get(key(1).span, in: database) == [1])
        let after = try environment.beginRead()
        #expect(try after.get(key(1).span, in: database) == [2])
    }

    @Test("Appending refuses a key that is not above all others", arguments: [0, 4, 5] as [UInt64])
    func appendOutOfOrder(next: UInt64) throws {
        let failure = try failure { () throws(LMDBError) in
            try environment.write { transaction throws(LMDBError) in
                try transaction.put(key(5).span, [5].span, in: database, mode: .append)
                try transaction.put(key(next).span, [9].span, in: database, mode: .append)
            }
        }
        #expect(failure.code == .keyExists)
        #expect(try environment.contents(of: database).isEmpty)
    }

    @Test("Inserting refuses a key that is there and keeps its value")
    func insertTwice() throws {
        var transaction = try environment.beginWrite()
        try transaction.put(key(1).span, [1].span, in: database, mode: .insert)
        do throws(LMDBError) {
            try transaction.put(key(1).span, [2].span, in: database, mode: .insert)
            Issue.record("a second insert of a key went through")
        } catch {
            #expect(error.code == .keyExists)
            #expect(error.operation == "put")
        }
        try transaction.commit()
        #expect(try environment.contents(of: database) == [1: [1]])
    }

    @Test("Deleting says whether the key was there, and removing all leaves the database empty")
    func deleting() throws {
        try environment.store([(1, [1]), (2, [2]), (3, [3])], in: database)
        var transaction = try environment.beginWrite()
        #expect(try transaction.delete(key(2).span, in: database))
        #expect(try !transaction.delete(key(2).span, in: database))
        #expect(try transaction.count(in: database) == 2)
        try transaction.removeAll(in: database)
        #expect(try transaction.count(in: database) == 0)
        try transaction.put(key(4).span, [4].span, in: database)
        try transaction.commit()
        #expect(try environment.contents(of: database) == [4: [4]])
    }

    @Test("A key of 1 to 511 bytes is taken, another one is invalid", arguments: [0, 1, 511, 512])
    func keySizes(size: Int) throws {
        let key = [UInt8](repeating: 1, count: size)
        var transaction = try environment.beginWrite()
        do throws(LMDBError) {
            try transaction.put(key.span, [1].span, in: database)
            #expect((1...511).contains(size))
            #expect(try transaction.get(key.span, in: database) == [1])
        } catch {
            #expect(!(1...511).contains(size))
            #expect(error.code == .invalid)
        }
    }

    @Test("A full map is an error of its own; what was committed before stays, and room is found")
    func mapFull() throws {
        let other = try TemporaryFolder()
        let environment = try Environment(path: other.path, mapSize: 1 << 18, access: .create)
        let database = try environment.database(named: "entries")
        try environment.store([(0, [1])], in: database)
        let failure = try failure { () throws(LMDBError) in
            try environment.write { transaction throws(LMDBError) in
                for number in 1...1_000 as ClosedRange<UInt64> {
                    let value = [UInt8](repeating: 0, count: 1_000)
                    try transaction.put(key(number).span, value.span, in: database)
                }
            }
        }
        #expect(failure.code == .mapFull)
        #expect(failure.path == other.path)
        try environment.store([(1, [2])], in: database)
        #expect(try environment.contents(of: database) == [0: [1], 1: [2]])
    }

    @Test("A transaction keeps its environment open")
    func environmentOutlived() throws {
        let other = try TemporaryFolder()
        func begin() throws -> ReadTransaction {
            let environment = try Environment(
                path: other.path, mapSize: roomy, access: .create)
            let database = try environment.database(named: "entries")
            try environment.store([(1, [1])], in: database)
            return try environment.beginRead()
        }
        do {
            let transaction = try begin()
            let failure = try failure { () throws(LMDBError) in
                _ = try Environment(path: other.path, mapSize: roomy)
            }
            #expect(failure.code == .alreadyOpen)
            #expect(try transaction.get(key(1).span, in: database) == [1])
        }
        let again = try Environment(path: other.path, mapSize: roomy)
        #expect(try again.contents(of: again.database(named: "entries")) == [1: [1]])
    }
}

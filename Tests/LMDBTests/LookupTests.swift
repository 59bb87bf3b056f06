import LMDB
import LedgerTesting
import Testing

@Suite("Looking up entries")
struct LookupTests {
    let folder: TemporaryFolder
    let environment: Environment
    let database: Database

    init() throws {
        folder = try TemporaryFolder()
        environment = try Environment(path: folder.path, mapSize: roomy, access: .create)
        database = try environment.database(named: "frames")
        let entries = [10, 20, 300].map { (UInt64($0), [UInt8](key(UInt64($0)).suffix(1))) }
        try environment.store(entries, in: database)
    }

    @Test(
        "The frame that holds a sequence is the one with the greatest key not above it",
        arguments: [
            (0, nil), (9, nil), (10, 10), (11, 10), (19, 10), (20, 20), (299, 20), (300, 300),
            (301, 300), (.max, 300),
        ] as [(UInt64, UInt64?)])
    func atOrBefore(sequence: UInt64, expected: UInt64?) throws {
        let transaction = try environment.beginRead()
        let found = try transaction.entry(atOrBefore: key(sequence).span, in: database) {
            key, value in
            #expect(value[0] == UInt8(truncatingIfNeeded: number(key)))
            return number(key)
        }
        #expect(found == expected)
    }

    @Test(
        "Entries are lent in order from a key on",
        arguments: [
            (nil, [10, 20, 300]), (0, [10, 20, 300]), (10, [10, 20, 300]), (11, [20, 300]),
            (300, [300]), (301, []),
        ] as [(UInt64?, [UInt64])])
    func fromKey(first: UInt64?, expected: [UInt64]) throws {
        let transaction = try environment.beginRead()
        var found: [UInt64] = []
        let body = { (key: Span<UInt8>, _: Span<UInt8>) in
            found.append(number(key))
            return true
        }
        if let first {
            try transaction.forEach(in: database, from: key(first).span, body)
        } else {
            try transaction.forEach(in: database, body)
        }
        #expect(found == expected)
    }

    @Test("A body ends the walk by returning false")
    func stopping() throws {
        let transaction = try environment.beginRead()
        var found: [UInt64] = []
        try transaction.forEach(in: database) { key, _ in
            found.append(number(key))
            return found.count < 2
        }
        #expect(found == [10, 20])
    }

    /// An error of a caller's own that storage failures convert to.
    enum ReadError: LMDBErrorConvertible, Equatable {
        case unreadable(UInt64)
        case storage(LMDBError)

        init(_ error: LMDBError) { self = .storage(error) }
    }

    @Test("A body that throws ends the walk, and its error comes out as it is")
    func throwing() throws {
        let transaction = try environment.beginRead()
        var lent = 0
        do throws(ReadError) {
            try transaction.forEach(in: database) { key, _ throws(ReadError) in
                lent += 1
                guard number(key) < 20 else { throw .unreadable(number(key)) }
                return true
            }
            Issue.record("the walk went on")
        } catch {
            #expect(error == .unreadable(20))
        }
        #expect(lent == 2)
    }

    @Test("A storage failure comes out as the body's kind of error")
    func converted() throws {
        let transaction = try environment.beginRead()
        do throws(ReadError) {
            let none: [UInt8] = []
            _ = try transaction.get(none.span, in: database) { _ throws(ReadError) in 0 }
            Issue.record("a key without bytes was taken")
        } catch {
            guard case .storage(let failure) = error else {
                Issue.record("the failure is \(error)")
                return
            }
            #expect(failure.code == .invalid)
        }
    }

    @Test("The last entry has the greatest key; an empty database has none")
    func last() throws {
        let empty = try environment.database(named: "empty")
        let transaction = try environment.beginRead()
        #expect(try transaction.last(in: database) { key, _ in number(key) } == 300)
        #expect(try transaction.last(in: empty) { key, _ in number(key) } == nil)
        #expect(try transaction.entry(atOrBefore: key(5).span, in: empty) { _, _ in 1 } == nil)
        #expect(try transaction.count(in: database) == 3)
        #expect(try transaction.count(in: empty) == 0)
    }
}

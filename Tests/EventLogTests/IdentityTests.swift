import EventLog
import LMDB
import OpenSSL
import LedgerTesting
import Testing

@Suite struct IdentityTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try TestLog.create(at: folder.data).close()
    }

    /// Changes a row of the database `identity` of the closed log.
    private func change(_ row: String, _ body: ([UInt8]) -> [UInt8]?) throws {
        let environment = try Environment(
            path: folder.data + "/log", mapSize: 1 << 30, maxDatabases: 2)
        let database = try environment.database(named: "identity")
        let key = Array(row.utf8)
        var transaction = try environment.beginWrite()
        let value = try #require(
            try transaction.get(key.span, in: database) { value in
                unsafe value.withUnsafeBufferPointer { unsafe Array($0) }
            })
        if let changed = body(value) {
            try transaction.put(key.span, changed.span, in: database)
        } else {
            try transaction.delete(key.span, in: database)
        }
        try transaction.commit()
    }

    @Test(arguments: ["format_version", "ledger", "entries_per_segment"])
    func `A changed, shortened or missing row is found`(row: String) throws {
        var original: [UInt8] = []
        try change(row) { value in
            original = value
            return value
        }
        for index in original.indices {
            try change(row) { _ in
                var changed = original
                changed[index] ^= 4
                return changed
            }
            try expectDamage(row)
        }
        for length in 0..<original.count {
            try change(row) { _ in Array(original[..<length]) }
            try expectDamage(row)
        }
        try change(row) { _ in nil }
        try expectDamage(row)
    }

    private func expectDamage(_ row: String) throws {
        let error = try #require(
            #expect(throws: LogError.self) { try TestLog.open(at: folder.data) })
        #expect(error.code == .damaged)
        #expect(error.place.hasSuffix(row))
    }

    @Test func `A log of a newer format asks for a newer keyledger`() throws {
        try change("format_version") { _ in
            let value: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 2]
            return value + SHA256.digest(of: Array("format_version\0".utf8) + value)
        }
        let error = try #require(
            #expect(throws: LogError.self) { try TestLog.open(at: folder.data) })
        #expect(error.code == .newerVersion)
        #expect(error.sentence.contains("newer keyledger"))
    }
}

import LMDB
import Testing

/// Room for every test that does not fill it.
let roomy = 1 << 24

/// The error a body throws; a test fails if it throws none.
func failure(_ body: () throws(LMDBError) -> Void) throws -> LMDBError {
    do throws(LMDBError) {
        try body()
    } catch {
        return error
    }
    throw ExpectedFailure()
}

/// A body that should have thrown and did not.
struct ExpectedFailure: Error {}

/// A number as a key that sorts as the number does.
func key(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
}

/// The number that `key` stands for.
func number(_ key: borrowing Span<UInt8>) -> UInt64 {
    key.indices.reduce(0) { $0 << 8 | UInt64(key[$1]) }
}

extension Environment {
    /// Runs a body in a write transaction and commits it.
    @available(*, noasync)
    func write(
        _ body: (inout WriteTransaction) throws(LMDBError) -> Void
    ) throws(LMDBError) {
        var transaction = try beginWrite()
        try body(&transaction)
        try transaction.commit()
    }

    /// Puts values under numbers, in one commit.
    @available(*, noasync)
    func store(_ entries: [(UInt64, [UInt8])], in database: Database) throws(LMDBError) {
        try write { transaction throws(LMDBError) in
            for (number, value) in entries {
                try transaction.put(key(number).span, value.span, in: database)
            }
        }
    }

    /// Every entry of a database, in order.
    func contents(of database: Database) throws(LMDBError) -> [UInt64: [UInt8]] {
        let transaction = try beginRead()
        var contents: [UInt64: [UInt8]] = [:]
        try transaction.forEach(in: database) { key, value in
            contents[number(key)] = value.indices.map { value[$0] }
            return true
        }
        return contents
    }
}

import CLMDB

/// LMDB's own handle of a transaction, opaque outside this module.
///
/// Keeps the environment open by a reference counted by hand, so that the transactions stay
/// trivial to destroy, which `discard self` needs. Whoever makes one ends it, once.
@safe
package struct TransactionHandle {
    private let owner: Unmanaged<Environment>
    let pointer: OpaquePointer

    init(environment: Environment, pointer: OpaquePointer) {
        unsafe owner = Unmanaged.passRetained(environment)
        unsafe self.pointer = pointer
    }

    /// Drops what the transaction wrote.
    func abort() {
        unsafe mdb_txn_abort(pointer)
        unsafe owner.release()
    }

    /// Makes what the transaction wrote durable. It has ended even if this throws.
    func commit() throws(LMDBError) {
        let environment = unsafe owner.takeRetainedValue()
        try environment.check(unsafe mdb_txn_commit(pointer), "commit")
    }

    /// Throws what a failed return code of LMDB means.
    func check(_ status: Int32, _ operation: String) throws(LMDBError) {
        guard status != MDB_SUCCESS else { return }
        try unsafe owner.takeUnretainedValue().check(status, operation)
    }

    /// As `check`, but "there is none" is an answer and not a failure.
    func found(_ status: Int32, _ operation: String) throws(LMDBError) -> Bool {
        if status == MDB_NOTFOUND { return false }
        try check(status, operation)
        return true
    }
}

/// What both kinds of transaction can do: read.
///
/// Keys and values are lent to a closure as `Span`: they lie in the memory map, and are gone
/// with the transaction or its next write. A key has 1 to 511 bytes.
/// A closure that throws names its one type of error, to which storage failures convert:
/// `{ bytes throws(LogError) in … }`; a closure that throws nothing leaves `LMDBError`.
package protocol Transaction: ~Copyable {
    /// The handle that reads go through.
    var handle: TransactionHandle { get }
}

extension Transaction where Self: ~Copyable {
    /// Lends the value of a key.
    /// - Returns: what the body returned; nil, without a call of it, if there is no such key.
    package func get<Result, Failure: LMDBErrorConvertible>(
        _ key: Span<UInt8>, in database: Database,
        _ body: (_ value: Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        var value = unsafe MDB_val()
        let isFound = try Failure.converting { () throws(LMDBError) in
            try handle.found(
                unsafe key.withValue { key in
                    unsafe mdb_get(handle.pointer, database.handle, &key, &value)
                }, "get")
        }
        guard isFound else { return nil }
        return try unsafe value.lend(body)
    }

    /// A copy of the value of a key; nil if there is no such key.
    package func get(_ key: Span<UInt8>, in database: Database) throws(LMDBError) -> [UInt8]? {
        try get(key, in: database) { value in
            unsafe value.withUnsafeBufferPointer { unsafe Array($0) }
        }
    }

    /// Lends every entry from a key on, in the order of keys.
    /// - Parameters:
    ///   - key: the least key to be lent; nil begins with the first.
    ///   - body: returns whether to go on.
    package func forEach<Failure: LMDBErrorConvertible>(
        in database: Database, from key: Span<UInt8>? = nil,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(Failure) -> Bool
    ) throws(Failure) {
        var cursor = try Failure.converting { () throws(LMDBError) in try Cursor(handle, database) }
        var isFound = try Failure.converting { () throws(LMDBError) in
            if let key { try cursor.move(toAtLeast: key) } else { try cursor.move(.first) }
        }
        while isFound {
            guard try cursor.lend(body) else { return }
            isFound = try Failure.converting { () throws(LMDBError) in try cursor.move(.next) }
        }
    }

    /// Lends the entry with the greatest key.
    /// - Returns: what the body returned; nil, without a call of it, if the database is empty.
    package func last<Result, Failure: LMDBErrorConvertible>(
        in database: Database,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        var cursor = try Failure.converting { () throws(LMDBError) in try Cursor(handle, database) }
        let isFound = try Failure.converting { () throws(LMDBError) in try cursor.move(.last) }
        return isFound ? try cursor.lend(body) : nil
    }

    /// Lends the entry with the greatest key that is not above the given one: the frame that holds
    /// a sequence, where frames are stored under their first sequence, big-endian.
    /// - Returns: what the body returned; nil, without a call of it, if every key is above.
    package func entry<Result, Failure: LMDBErrorConvertible>(
        atOrBefore key: Span<UInt8>, in database: Database,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        var cursor = try Failure.converting { () throws(LMDBError) in try Cursor(handle, database) }
        let isFound = try Failure.converting { () throws(LMDBError) in
            try cursor.move(toAtMost: key)
        }
        return isFound ? try cursor.lend(body) : nil
    }

    /// The number of entries in a database.
    package func count(in database: Database) throws(LMDBError) -> Int {
        var statistics = MDB_stat()
        try handle.check(
            unsafe mdb_stat(handle.pointer, database.handle, &statistics), "count")
        return statistics.ms_entries
    }
}

extension Transaction where Self: ~Copyable {
    /// As above, for a body that throws nothing.
    package func get<Result>(
        _ key: Span<UInt8>, in database: Database, _ body: (_ value: Span<UInt8>) -> Result
    ) throws(LMDBError) -> Result? {
        try get(key, in: database) { value throws(LMDBError) in body(value) }
    }

    /// As above, for a body that throws nothing.
    package func forEach(
        in database: Database, from key: Span<UInt8>? = nil,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Bool
    ) throws(LMDBError) {
        try forEach(in: database, from: key) { key, value throws(LMDBError) in
            body(key, value)
        }
    }

    /// As above, for a body that throws nothing.
    package func last<Result>(
        in database: Database, _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Result
    ) throws(LMDBError) -> Result? {
        try last(in: database) { key, value throws(LMDBError) in body(key, value) }
    }

    /// As above, for a body that throws nothing.
    package func entry<Result>(
        atOrBefore key: Span<UInt8>, in database: Database,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Result
    ) throws(LMDBError) -> Result? {
        try entry(atOrBefore: key, in: database) { key, value throws(LMDBError) in
            body(key, value)
        }
    }
}

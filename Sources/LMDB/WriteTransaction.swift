import CLMDB

/// The one transaction that writes. Dropped without `commit`, it leaves nothing behind.
///
/// It begins and ends on one thread (see `Environment`). After an error in the middle only the
/// drop is left: LMDB refuses to commit what it could not write whole.
package struct WriteTransaction: ~Copyable, Transaction {
    /// What `put` does about keys that are there.
    package enum Mode: Hashable, Sendable {
        /// Replaces the value.
        case overwrite
        /// Refuses a key that is there, with `key_exists`.
        case insert
        /// Refuses a key that is not above every other, with `key_exists`. Fills pages wholly.
        case append
    }

    package let handle: TransactionHandle

    init(_ handle: TransactionHandle) {
        self.handle = handle
    }

    deinit {
        handle.abort()
    }

    /// Makes the writes durable: when it returns they are on disk, when it throws none of them is
    /// visible.
    ///
    /// After an error of kind `io` or `disk_full` the state of the disk is unknown: a second sync
    /// may report success for pages the system has dropped. End the process and open anew.
    package consuming func commit() throws(LMDBError) {
        let handle = handle
        discard self
        try handle.commit()
    }

    /// Stores a value under a key of 1 to 511 bytes.
    /// - Throws: `key_exists` as the mode says, `map_full`, `invalid` for a key of a wrong size.
    package mutating func put(
        _ key: Span<UInt8>, _ value: Span<UInt8>, in database: Database, mode: Mode = .overwrite
    ) throws(LMDBError) {
        let flags: Int32 =
            switch mode {
            case .overwrite: 0
            case .insert: MDB_NOOVERWRITE
            case .append: MDB_APPEND
            }
        try handle.check(
            unsafe key.withValue { key in
                unsafe value.withValue { value in
                    unsafe mdb_put(
                        handle.pointer, database.handle, &key, &value, UInt32(flags))
                }
            }, "put")
    }

    /// Removes a key and its value.
    /// - Returns: whether the key was there.
    @discardableResult
    package mutating func delete(_ key: Span<UInt8>, in database: Database) throws(LMDBError)
        -> Bool
    {
        try handle.found(
            unsafe key.withValue { key in
                unsafe mdb_del(handle.pointer, database.handle, &key, nil)
            }, "delete")
    }

    /// Removes every entry of a database; the database itself stays.
    package mutating func removeAll(in database: Database) throws(LMDBError) {
        try handle.check(unsafe mdb_drop(handle.pointer, database.handle, 0), "remove_all")
    }
}

@available(*, unavailable)
extension WriteTransaction: Sendable {}

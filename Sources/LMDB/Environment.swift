import CLMDB
import Glibc
import Synchronization

/// One LMDB folder, opened once in this process, closed when the last reference is gone.
///
/// Rules, and what happens otherwise:
/// - Every commit is synced before it returns (LMDB's default durability); no flag weakens that.
/// - Read transactions may move between threads (`MDB_NOTLS`), a write transaction may not: it
///   holds a lock of its thread. A second writer waits until the first has ended; on the same
///   thread it would wait for ever.
/// - No part of the process may open and close `data.mdb` or `lock.mdb` by other means: closing any
///   descriptor of a file drops the process's `fcntl` locks on it, and another process could then
///   take the readers of this one for dead.
/// - A read transaction keeps the pages it sees from reuse, so a long one makes the file grow.
@safe
package final class Environment: Sendable {
    /// How an environment is opened.
    package enum Access: Hashable, Sendable {
        /// The data file must exist; only the lock file is written.
        case readOnly
        /// The data file must exist: an empty one is `truncated`, never a new ledger.
        case readWrite
        /// As `readWrite`, but a missing folder or data file is made.
        case create
    }

    /// The folder, as given when it was opened.
    package let path: String
    /// How it was opened.
    package let access: Access
    private let folder: FolderClaim
    private let databases = Mutex<[String: Database]>([:])
    nonisolated(unsafe) let handle: OpaquePointer

    /// Opens a folder and checks that its data file is whole before any page of it is read.
    ///
    /// - Parameters:
    ///   - path: a folder of this environment alone; a created one has mode 0700, files 0600.
    ///   - mapSize: the most bytes the data file may ever take; address space, not memory or disk.
    ///     A multiple of the page size, 4,096 bytes.
    ///   - maxDatabases: how many named databases may be opened.
    /// - Throws: `already_open`, `not_found`, `truncated`, `version_mismatch`, `invalid`, `io`.
    package init(
        path: String, mapSize: Int, maxDatabases: Int = 8, access: Access = .readWrite
    ) throws(LMDBError) {
        let files = EnvironmentFiles(path: path)
        if access == .create { try files.createFolder() }
        let folder = try FolderClaim(path: path)
        let isNew = try files.requireData(access: access)
        let handle = try unsafe Self.open(
            path: path, mapSize: mapSize, maxDatabases: maxDatabases, access: access)
        do throws(LMDBError) {
            if isNew { try files.syncNames() }
            try unsafe files.requireWhole(handle)
            var dead: Int32 = 0
            try files.check(unsafe mdb_reader_check(handle, &dead), "open")
        } catch {
            unsafe mdb_env_close(handle)
            throw error
        }
        self.path = path
        self.access = access
        self.folder = folder
        unsafe self.handle = handle
    }

    private static func open(
        path: String, mapSize: Int, maxDatabases: Int, access: Access
    ) throws(LMDBError) -> OpaquePointer {
        let files = EnvironmentFiles(path: path)
        var created: OpaquePointer?
        try files.check(unsafe mdb_env_create(&created), "open")
        guard let handle = unsafe created else {
            throw LMDBError(status: ENOMEM, operation: "open", path: path)
        }
        var flags = UInt32(MDB_NOTLS)
        if access == .readOnly { flags |= UInt32(MDB_RDONLY) }
        do throws(LMDBError) {
            try files.check(unsafe mdb_env_set_mapsize(handle, mapSize), "open")
            try files.check(
                unsafe mdb_env_set_maxdbs(handle, UInt32(clamping: maxDatabases)), "open")
            try files.check(unsafe mdb_env_open(handle, path, flags, 0o600), "open")
        } catch {
            unsafe mdb_env_close(handle)
            throw error
        }
        return unsafe handle
    }

    deinit {
        unsafe mdb_env_close(handle)
    }

    /// The named database; made, in a commit of its own, if it is missing and the environment is
    /// not read-only. Must not be called by a thread that holds a write transaction.
    /// - Throws: `not_found` in a read-only environment, `databases_full`, and what a commit
    ///   throws.
    @available(*, noasync)
    package func database(named name: String) throws(LMDBError) -> Database {
        if let known = databases.withLock({ $0[name] }) { return known }
        let database: Database
        if access == .readOnly {
            // LMDB wants handles to be opened by one transaction at a time: the lock sees to that.
            database = try databases.withLock { _ throws(LMDBError) in
                let transaction = try beginRead()
                let database = try open(name, in: transaction.handle, flags: 0)
                try transaction.commit()
                return database
            }
        } else {
            let transaction = try beginWrite()
            database = try open(name, in: transaction.handle, flags: UInt32(MDB_CREATE))
            try transaction.commit()
        }
        databases.withLock { $0[name] = database }
        return database
    }

    private func open(
        _ name: String, in transaction: TransactionHandle, flags: UInt32
    ) throws(LMDBError) -> Database {
        var handle: UInt32 = 0
        try check(unsafe mdb_dbi_open(transaction.pointer, name, flags, &handle), "database")
        return Database(handle: handle)
    }

    /// Begins a transaction that sees the last commit, and only that, until it ends.
    /// - Throws: `readers_full` beyond 126 read transactions at once.
    package func beginRead() throws(LMDBError) -> ReadTransaction {
        ReadTransaction(try begin(flags: UInt32(MDB_RDONLY), "begin_read"))
    }

    /// Begins the one write transaction there can be, waiting for another's end. It must end on the
    /// thread that began it, so it belongs to a thread of its own and never to a task.
    @available(*, noasync)
    package func beginWrite() throws(LMDBError) -> WriteTransaction {
        WriteTransaction(try begin(flags: 0, "begin_write"))
    }

    private func begin(flags: UInt32, _ operation: String) throws(LMDBError) -> TransactionHandle {
        var begun: OpaquePointer?
        try check(unsafe mdb_txn_begin(handle, nil, flags, &begun), operation)
        guard let transaction = unsafe begun else {
            throw LMDBError(status: ENOMEM, operation: operation, path: path)
        }
        return unsafe TransactionHandle(environment: self, pointer: transaction)
    }

    /// Throws what a failed return code of LMDB means.
    func check(_ status: Int32, _ operation: String) throws(LMDBError) {
        try EnvironmentFiles(path: path).check(status, operation)
    }
}

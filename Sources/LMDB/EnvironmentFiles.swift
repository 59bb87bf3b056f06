import CLMDB
import Glibc

/// The folder and the data file of an environment as the file system sees them.
///
/// Looks only through `stat` and through LMDB's own descriptor: opening and closing the data file
/// would drop the process's locks on it.
struct EnvironmentFiles {
    let path: String

    private var dataPath: String { path + "/data.mdb" }

    /// Makes the folder, mode 0700, if it is missing.
    func createFolder() throws(LMDBError) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("create") }
    }

    /// Makes the names of new files and of the folder durable: LMDB syncs what is in the files, not
    /// that they are there.
    func syncNames() throws(LMDBError) {
        try sync(folder: path)
        try sync(folder: path + "/..")
    }

    /// Makes an empty data file for a copy, mode 0600, where there is none.
    /// - Returns: its descriptor, to be closed by the caller.
    func createData() throws(LMDBError) -> Int32 {
        let descriptor = unsafe open(dataPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("copy") }
        return descriptor
    }

    /// Removes the data file of a copy that failed.
    func removeData() {
        unsafe unlink(dataPath)
    }

    /// Refuses a missing or empty data file, which LMDB would take for a new environment.
    /// - Returns: whether the data file will be made.
    func requireData(access: Environment.Access) throws(LMDBError) -> Bool {
        var status = stat()
        if unsafe stat(dataPath, &status) != 0 {
            guard errno == ENOENT, access == .create else { throw failure("open") }
            return true
        }
        guard status.st_size > 0 else {
            if access == .create { return true }
            throw LMDBError(
                code: .truncated, operation: "open", path: path, message: "data.mdb is empty")
        }
        return false
    }

    /// Refuses a data file that lacks pages its meta page needs. LMDB maps the file into memory,
    /// where a missing page is not an error but a `SIGBUS` that ends the process.
    func requireWhole(_ handle: OpaquePointer) throws(LMDBError) {
        let extent = try unsafe DataExtent(handle, path: path)
        guard extent.fileSize < extent.expectedSize else { return }
        var begun: OpaquePointer?
        try check(unsafe mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &begun), "open")
        defer { unsafe mdb_txn_abort(begun) }
        let file = DataPages(
            descriptor: extent.descriptor, pageSize: extent.pageSize, fileSize: extent.fileSize,
            path: path)
        guard try FreePages(file, commit: unsafe mdb_txn_id(begun)).includeMissing() else {
            throw file.truncated(
                "data.mdb has \(extent.fileSize) of \(extent.expectedSize) bytes")
        }
    }

    /// Throws what a failed return code of LMDB means.
    func check(_ status: Int32, _ operation: String) throws(LMDBError) {
        guard status != MDB_SUCCESS else { return }
        // LMDB reports a write that was cut short, for want of space, as EIO.
        throw LMDBError(
            status: status == EIO && isFull ? ENOSPC : status, operation: operation, path: path)
    }

    /// Whether the disk has less left than LMDB writes in one call.
    private var isFull: Bool {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return false }
        return status.f_bavail * status.f_frsize < 1 << 20
    }

    private func failure(_ operation: String) -> LMDBError {
        LMDBError(status: errno, operation: operation, path: path)
    }

    private func sync(folder: String) throws(LMDBError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("sync") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync") }
    }
}

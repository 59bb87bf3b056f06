import CLMDB
import Glibc

/// How full an environment is. Sizes in bytes, counts in pages.
package struct EnvironmentInfo: Hashable, Sendable {
    /// Bytes per page.
    package let pageSize: Int
    /// The most the data file may ever take.
    package let mapSize: Int
    /// What the data file takes now.
    package let fileSize: Int
    /// Pages that hold the last commit.
    package let usedPages: Int
    /// Pages a later commit can take again, once no reader sees them; some may lie beyond the file.
    package let freePages: Int
    /// The number of the last commit.
    package let lastCommit: Int

    /// Bytes that are left before `map_full`; a commit copies the pages it changes, so it needs
    /// more than its values.
    package var available: Int { mapSize - usedPages * pageSize }
}

/// How far the pages of a data file reach, by its meta page and by the file system.
struct DataExtent {
    let pageSize: Int
    let mapSize: Int
    /// Pages from the start of the file to the last one ever given out.
    let pageCount: Int
    let fileSize: Int
    let lastCommit: Int
    /// LMDB's own descriptor of the data file; not to be closed.
    let descriptor: Int32

    var expectedSize: Int { pageCount * pageSize }

    init(_ handle: OpaquePointer, path: String) throws(LMDBError) {
        let files = EnvironmentFiles(path: path)
        var statistics = MDB_stat()
        try files.check(unsafe mdb_env_stat(handle, &statistics), "info")
        var information = unsafe MDB_envinfo()
        try files.check(unsafe mdb_env_info(handle, &information), "info")
        var descriptor: Int32 = -1
        try files.check(unsafe mdb_env_get_fd(handle, &descriptor), "info")
        // After the meta page is read: another process may be writing, and LMDB writes pages first.
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw LMDBError(status: errno, operation: "info", path: path)
        }
        self.descriptor = descriptor
        pageSize = Int(statistics.ms_psize)
        mapSize = unsafe information.me_mapsize
        pageCount = unsafe information.me_last_pgno + 1
        lastCommit = unsafe information.me_last_txnid
        fileSize = Int(status.st_size)
    }
}

extension Environment {
    /// Reads how full the environment is; walks the list of free pages, so it is for status pages
    /// and not for every commit.
    package func info() throws(LMDBError) -> EnvironmentInfo {
        let extent = try unsafe DataExtent(handle, path: path)
        let transaction = try beginRead()
        var freePages = 0
        // LMDB keeps its list of free pages as database 0: each value begins with a native count.
        try transaction.forEach(in: Database(handle: 0)) { _, value in
            freePages += unsafe value.bytes.unsafeLoadUnaligned(as: Int.self)
            return true
        }
        return EnvironmentInfo(
            pageSize: extent.pageSize, mapSize: extent.mapSize, fileSize: extent.fileSize,
            usedPages: extent.pageCount - freePages, freePages: freePages,
            lastCommit: extent.lastCommit)
    }

    /// Forces everything to disk. Commits already are; this is for before a backup by other means.
    package func sync() throws(LMDBError) {
        try check(unsafe mdb_env_sync(handle, 1), "sync")
    }
}

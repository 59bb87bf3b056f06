import CLMDB
import Glibc

extension Environment {
    /// Writes the last commit, without free pages, to a folder that holds no environment, and syncs
    /// it. The copy has mode 0600 in a folder of mode 0700; a failed one is removed.
    ///
    /// Reads for as long as it takes, so pages that commits free meanwhile are not used again
    /// before it ends.
    /// - Throws: `io` if the folder holds a data file or cannot be written, `disk_full`.
    package func copy(to folder: String) throws(LMDBError) {
        let files = EnvironmentFiles(path: folder)
        try files.createFolder()
        let descriptor = try files.createData()
        defer { close(descriptor) }
        do throws(LMDBError) {
            try files.check(
                unsafe mdb_env_copyfd2(handle, descriptor, UInt32(MDB_CP_COMPACT)), "copy")
            try files.check(fsync(descriptor) == 0 ? MDB_SUCCESS : errno, "copy")
            try files.syncNames()
        } catch {
            files.removeData()
            throw error
        }
    }
}

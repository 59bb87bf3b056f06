import Glibc

/// The acts on folders and names.
package enum Folder {
    /// Makes a folder of mode 0700, and its name durable; one that is there stays as it is.
    package static func create(_ path: String) throws(FileError) {
        if unsafe mkdir(path, 0o700) == 0 {
            try sync(path + "/..")
        } else if errno != EEXIST {
            throw FileError.last("create", path)
        }
    }

    /// Whether something has that name.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The names in a folder, sorted.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw FileError.last("list", path) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while true {
            // The end and a failure both give nil; only a failure sets `errno`.
            errno = 0
            guard let entry = unsafe readdir(folder) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw FileError.last("list", path) }
        return names.sorted()
    }

    /// Removes a file's name; one that is not there is fine. Readers that have the file mapped keep
    /// it. The removal is durable with the next `sync` of the folder.
    package static func remove(_ path: String) throws(FileError) {
        FileKillPoint.beforeFileRemoval.pass(path)
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw FileError.last("remove", path)
        }
    }

    /// Makes the names in a folder durable.
    package static func sync(_ path: String) throws(FileError) {
        try Descriptor(path: path, flags: O_RDONLY | O_DIRECTORY, operation: "sync").sync()
    }

    /// How many bytes this user may still write to the disk that a folder is on.
    package static func freeBytes(of path: String) throws(FileError) -> UInt64 {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw FileError.last("measure", path) }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}

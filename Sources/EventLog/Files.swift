import Glibc

/// The acts on folders and names that the data folder needs.
enum Files {
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Makes a folder of mode 0700, and its name durable; one that is there stays as it is.
    static func createFolder(_ path: String) throws(LogError) {
        if unsafe mkdir(path, 0o700) == 0 {
            try syncFolder(path + "/..")
        } else if errno != EEXIST {
            throw failure("create", path)
        }
    }

    /// The names in a folder, sorted; nil where there is none.
    static func names(in path: String) throws(LogError) -> [String]? {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { return nil }
            throw failure("list", path)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes the names in a folder durable.
    static func syncFolder(_ path: String) throws(LogError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("sync", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    }

    /// Removes a name and makes that durable; one that is not there is fine.
    static func remove(_ name: String, in folder: String) throws(LogError) {
        let path = folder + "/" + name
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
        try syncFolder(folder)
    }

    /// What the name of a file ends in while it is written.
    static let temporarySuffix = ".new"

    /// Writes a whole file so that it is either there with these bytes or not there at all.
    static func write(_ bytes: [UInt8], to name: String, in folder: String) throws(LogError) {
        let path = folder + "/" + name
        let temporary = path + temporarySuffix
        do {
            let file = try OpenFile(path: temporary, access: .create)
            try file.truncate(to: 0)
            try file.write(bytes, at: 0)
            try file.sync()
        }
        guard unsafe rename(temporary, path) == 0 else { throw failure("rename", temporary) }
        try syncFolder(folder)
    }

    /// What the system last refused, with what to do about it.
    static func failure(_ operation: String, _ path: String) -> LogError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) }
        let advice =
            switch number {
            case ENOSPC, EDQUOT: "Free space on the disk, then start again."
            case EACCES, EPERM: "Give this user read and write permission there."
            case ENOENT: "Check the path."
            default: "Check the disk and the path, then start again."
            }
        let sentence = "Cannot \(operation): \(reason ?? "error \(number)"). \(advice)"
        return LogError(code: .fileFailed, sentence: sentence, place: path)
    }
}

import Glibc

/// The acts on a folder with all that is in it. Links are never followed.
extension Folder {
    /// What has a name.
    private enum Kind {
        case missing
        case file(bytes: UInt64)
        case folder
        case other
    }

    /// Removes a folder and everything in it; one that is not there is fine. The removal is durable
    /// with the next `sync` of the folder above.
    package static func removeTree(_ path: String) throws(FileError) {
        switch try kind(of: path) {
        case .missing: return
        case .file, .other: try remove(path)
        case .folder:
            for name in try names(in: path) { try removeTree("\(path)/\(name)") }
            guard unsafe rmdir(path) == 0 || errno == ENOENT else {
                throw FileError.last("remove", path)
            }
        }
    }

    /// How many bytes the files in a folder, and in those below it, have; 0 for one that is not
    /// there. What is removed meanwhile is passed over.
    package static func bytes(in path: String) throws(FileError) -> UInt64 {
        switch try kind(of: path) {
        case .missing, .other: return 0
        case .file(let bytes): return bytes
        case .folder:
            let names: [String]
            do throws(FileError) {
                names = try Folder.names(in: path)
            } catch {
                guard error.code == .notFound else { throw error }
                return 0
            }
            var sum: UInt64 = 0
            for name in names { sum += try bytes(in: "\(path)/\(name)") }
            return sum
        }
    }

    /// Gives a file a second name on the same disk.
    /// - Returns: false where the disk cannot, or the new name lies on another one: it is to be
    ///   copied.
    package static func link(_ path: String, as name: String) throws(FileError) -> Bool {
        if unsafe Glibc.link(path, name) == 0 { return true }
        guard [EXDEV, EPERM, EMLINK, EOPNOTSUPP].contains(errno) else {
            throw FileError.last("link", path)
        }
        return false
    }

    private static func kind(of path: String) throws(FileError) -> Kind {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw FileError.last("stat", path) }
            return .missing
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder
        case S_IFREG: return .file(bytes: UInt64(clamping: status.st_size))
        default: return .other
        }
    }
}

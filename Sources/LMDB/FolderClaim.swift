import Glibc
import Synchronization

/// The claim of this process on one folder, held for as long as its environment is open. LMDB
/// loses its locks, silently, when one process opens an environment twice.
struct FolderClaim: ~Copyable, Sendable {
    private struct Identity: Hashable {
        var device: UInt
        var inode: UInt
    }

    private static let claimed = Mutex<Set<Identity>>([])

    private let identity: Identity
    /// Keeps the number of the folder from being given to another, even if the folder is removed.
    private let descriptor: CInt

    /// - Parameter path: an existing folder; two paths to one folder are one claim.
    init(path: String) throws(LMDBError) {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else {
            let error = errno
            if descriptor >= 0 { close(descriptor) }
            throw LMDBError(status: error, operation: "open", path: path)
        }
        let identity = Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
        guard Self.claimed.withLock({ $0.insert(identity).inserted }) else {
            close(descriptor)
            throw LMDBError(
                code: .alreadyOpen, operation: "open", path: path,
                message: "this process has the folder open already")
        }
        self.identity = identity
        self.descriptor = descriptor
    }

    deinit {
        _ = Self.claimed.withLock { $0.remove(identity) }
        close(descriptor)
    }
}

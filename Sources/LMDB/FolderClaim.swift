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

    /// - Parameter path: an existing folder; two paths to one folder are one claim.
    init(path: String) throws(LMDBError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw LMDBError(status: errno, operation: "open", path: path)
        }
        let identity = Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
        guard Self.claimed.withLock({ $0.insert(identity).inserted }) else {
            throw LMDBError(
                code: .alreadyOpen, operation: "open", path: path,
                message: "this process has the folder open already")
        }
        self.identity = identity
    }

    deinit {
        _ = Self.claimed.withLock { $0.remove(identity) }
    }
}

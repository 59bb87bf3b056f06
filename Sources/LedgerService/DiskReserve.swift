import Files
import LedgerCore

/// Keeps some room on the disk free, so that a full disk is an answer and never a failed commit.
/// What is left lets what was taken already be written, and the operator act.
struct DiskReserve: Sendable {
    private let path: String
    /// Whether less than the reserve was free at the last look.
    private(set) var isTouched = false

    /// - Parameter path: a folder on the disk that the log is on.
    init(path: String) { self.path = path }

    /// Looks how much is free; one system call.
    mutating func look() {
        // Where the system cannot tell, a commit that fails says more.
        guard let free = try? Folder.freeBytes(of: path) else { return }
        isTouched = free < Limits.diskReserveBytes
    }
}

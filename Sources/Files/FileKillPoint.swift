import Glibc
import Synchronization

/// A labelled place in the making of an immutable file where a test can end the process as a power
/// cut would.
///
/// Active only where the environment variable `KEYLEDGER_KILL_POINT` holds `<label>` or
/// `<label>:<n>` when the first point is passed: then the n-th pass (the first, where n is not
/// said) ends the process by SIGKILL. An unknown label is never passed.
package enum FileKillPoint: String, CaseIterable, Sendable {
    /// The bytes are written under the temporary name and not yet synced.
    case beforeFileSync = "before-file-sync"
    /// The bytes are durable under the temporary name.
    case beforeFileRename = "before-file-rename"
    /// The file has its name, which is not yet durable.
    case beforeFolderSync = "before-folder-sync"
    /// The file and its name are durable; nobody has been told.
    case afterFolderSync = "after-folder-sync"

    package static let variable = "KEYLEDGER_KILL_POINT"

    private struct Armed: Sendable {
        let point: FileKillPoint
        let pass: Int
    }

    private static let armed: Armed? = {
        guard let value = unsafe getenv(variable) else { return nil }
        let parts = unsafe String(cString: value).split(separator: ":", maxSplits: 1)
        guard let label = parts.first, let point = FileKillPoint(rawValue: String(label)) else {
            return nil
        }
        return Armed(point: point, pass: parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()
    private static let passes = Atomic(0)

    /// Says that the making of a file is at this point. Costs one comparison where none is armed.
    func pass() {
        guard let armed = Self.armed, armed.point == self else { return }
        let pass = Self.passes.add(1, ordering: .relaxed).newValue
        if pass >= armed.pass { kill(getpid(), SIGKILL) }
    }
}

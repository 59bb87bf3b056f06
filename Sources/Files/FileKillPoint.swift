/// A labelled place in the life of an immutable file where a test can end the process as a power
/// cut would; how a test says which is at `KillSwitch`.
package enum FileKillPoint: String, CaseIterable, Sendable {
    /// The bytes are written under the temporary name and not yet synced.
    case beforeFileSync = "before-file-sync"
    /// The bytes are durable under the temporary name.
    case beforeFileRename = "before-file-rename"
    /// The file has its name, which is not yet durable.
    case beforeFolderSync = "before-folder-sync"
    /// The file and its name are durable; nobody has been told.
    case afterFolderSync = "after-folder-sync"
    /// Nobody names the file any more, and it is still there.
    case beforeFileRemoval = "before-file-removal"

    /// Says that the file with this path is at this point.
    func pass(_ path: String) { KillSwitch.pass(rawValue, path: path) }
}

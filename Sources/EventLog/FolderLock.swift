import Files
import Glibc

/// The claim of one process on a data folder, dropped when it goes out of scope or the process
/// ends, however it ends. A second opener is told which process holds it.
///
/// It is `flock` on the file `lock`, which holds the process id as text. The file stays when the
/// lock is gone: removing it would let two processes lock two files of one name.
struct FolderLock: ~Copyable, Sendable {
    private let file: OpenFile

    /// - Parameter path: of the lock file; its folder exists.
    /// - Throws: `folder_locked`, `file_failed`.
    init(path: String) throws(LogError) {
        let file = try OpenFile(path: path, access: .create)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw LogError(FileError.last("lock", path)) }
            throw FolderLock.held(by: try file.readAll(), path: path)
        }
        let text = Array("\(getpid())\n".utf8)
        try file.truncate(to: 0)
        try file.write(text, at: 0)
        self.file = file
    }

    deinit {
        // Not left to the closing: a child process in the making may hold a copy of the descriptor.
        flock(file.descriptor, LOCK_UN)
    }

    private static func held(by text: [UInt8], path: String) -> LogError {
        let digits = text.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let holder =
            digits.isEmpty
            ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
        return LogError(
            code: .folderLocked,
            sentence: "The folder is held by \(holder). Talk to that server, or stop it first.",
            place: path)
    }
}

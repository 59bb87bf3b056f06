import Glibc

/// An act on a file that failed: what was tried, where, what the system said, and what to do about
/// it. Holds no stored bytes.
package struct FileError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// No room is left, on the disk or under a limit.
        case diskFull = "disk_full"
        /// There is no such file or folder.
        case notFound = "not_found"
        /// This user may not do that there.
        case notPermitted = "not_permitted"
        /// The file has another size than it was written with, or ends before what was asked for.
        case wrongSize = "wrong_size"
        /// Anything else that the system refuses.
        case io
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried, as a verb: `open`, `write`, `rename`.
    package let operation: String
    /// The file or folder.
    package let path: String
    /// What the system said.
    package let message: String

    init(code: Code, operation: String, path: String, message: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.message = message
    }

    /// What the system last refused: to be made before any other call that sets `errno`.
    package static func last(_ operation: String, _ path: String) -> FileError {
        let number = errno
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT, EFBIG: .diskFull
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM, EROFS: .notPermitted
            default: .io
            }
        let message = unsafe strerror(number).map { unsafe String(cString: $0) }
        return FileError(
            code: code, operation: operation, path: path, message: message ?? "error \(number)")
    }

    /// What the operator should do.
    package var advice: String {
        switch code {
        case .diskFull: "Free space on the disk, then start again."
        case .notFound: "Check the path."
        case .notPermitted: "Give this user read and write permission there."
        case .wrongSize: "Remove what is derived and let it be rebuilt, or restore a backup."
        case .io: "Check the disk and the path, then start again."
        }
    }

    /// What failed and what to do about it.
    package var sentence: String { "Cannot \(operation): \(message). \(advice)" }
}

extension FileError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(path): \(sentence)" }
}

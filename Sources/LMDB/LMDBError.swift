import CLMDB
import Glibc

/// A storage operation that failed: what was tried, where, what LMDB or the system said, and what
/// to do about it. Holds no stored bytes.
package struct LMDBError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case alreadyOpen = "already_open"
        case corrupted
        case databasesFull = "databases_full"
        case diskFull = "disk_full"
        case invalid
        case io
        case keyExists = "key_exists"
        case mapFull = "map_full"
        case notFound = "not_found"
        case readersFull = "readers_full"
        case truncated
        case versionMismatch = "version_mismatch"
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried, as a verb: `open`, `put`, `commit`.
    package let operation: String
    /// The folder of the environment.
    package let path: String
    /// What LMDB or the system said.
    package let message: String

    init(code: Code, operation: String, path: String, message: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.message = message
    }

    /// - Parameter status: a return code of LMDB: negative ones are its own, positive ones `errno`.
    init(status: Int32, operation: String, path: String) {
        let message = unsafe mdb_strerror(status).map { unsafe String(cString: $0) }
        self.init(
            code: Self.code(of: status), operation: operation, path: path,
            message: message ?? "status \(status)")
    }

    private static func code(of status: Int32) -> Code {
        switch status {
        case MDB_KEYEXIST: .keyExists
        case MDB_NOTFOUND, ENOENT: .notFound
        case MDB_MAP_FULL: .mapFull
        case MDB_DBS_FULL: .databasesFull
        case MDB_READERS_FULL: .readersFull
        case ENOSPC, EDQUOT: .diskFull
        case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC, MDB_CURSOR_FULL, MDB_PAGE_FULL:
            .corrupted
        case MDB_VERSION_MISMATCH: .versionMismatch
        case let own where own < 0: .invalid
        default: .io
        }
    }

    /// What the operator or the programmer should do.
    package var advice: String {
        switch code {
        case .alreadyOpen: "Use the environment that is already open, or close it first."
        case .corrupted: "Stop, keep a copy of the folder, and restore the last good backup."
        case .databasesFull: "Open the environment with a higher maxDatabases."
        case .diskFull: "Free space on the disk, then start again."
        case .invalid where operation == "open":
            "The data file is not one of LMDB: restore the last good backup."
        case .invalid: "Use keys of 1 to 511 bytes, and no transaction after it has failed."
        case .io: "Check the disk and the permissions of the folder, then start again."
        case .keyExists: "Append keys in ascending order, and write a key once."
        case .mapFull: "Open the environment with a larger map size."
        case .notFound: "Check the path and the name; create it if this is a new ledger."
        case .readersFull: "End read transactions that are no longer needed."
        case .truncated: "The data file lost its end: restore the last good backup."
        case .versionMismatch: "Use the LMDB version that wrote the file."
        }
    }
}

extension LMDBError: CustomStringConvertible {
    package var description: String {
        "\(code.rawValue): \(operation) in \(path): \(message). \(advice)"
    }
}

/// An error that can stand for an `LMDBError`, so that a closure that is lent bytes can throw its
/// own kind of error and the whole call still throws one kind.
package protocol LMDBErrorConvertible: Error {
    /// Carries a storage failure.
    init(_ error: LMDBError)
}

extension LMDBErrorConvertible {
    /// Runs a body and throws its failure as this kind of error.
    static func converting<Result: ~Copyable>(
        _ body: () throws(LMDBError) -> Result
    ) throws(Self) -> Result {
        do throws(LMDBError) {
            return try body()
        } catch {
            throw Self(error)
        }
    }
}

extension LMDBError: LMDBErrorConvertible {
    package init(_ error: LMDBError) { self = error }
}

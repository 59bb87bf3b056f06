package import Files
package import LMDB
import LedgerCore
import OpenSSL

/// What is wrong with a data folder or what failed in it: a stable code, a sentence that says what
/// to do, and the place. Holds no stored bytes, no key and no personal value.
package struct LogError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Stored bytes are not what was written.
        case damaged
        /// An append does not continue the log.
        case notContiguous = "not_contiguous"
        /// The folder was written by a newer version of this program.
        case newerVersion = "newer_version"
        /// Another process holds the folder.
        case folderLocked = "folder_locked"
        /// There is no ledger at that place.
        case noLedger = "no_ledger"
        /// The folder holds other things than a ledger.
        case notALedger = "not_a_ledger"
        /// There is a ledger at that place already.
        case ledgerExists = "ledger_exists"
        /// Parts of the ledger are missing.
        case incompleteFolder = "incomplete_folder"
        /// A folder that is to be filled has something in it.
        case folderNotEmpty = "folder_not_empty"
        /// The folder holds no whole backup.
        case noBackup = "no_backup"
        /// Two things that belong together are of two ledgers.
        case anotherLedger = "another_ledger"
        /// The disk has less room than is kept in reserve.
        case diskLow = "disk_low"
        /// The system refused an operation on a file.
        case fileFailed = "file_failed"
        /// No room is left on the disk.
        case diskFull = "disk_full"
        /// LMDB refused an operation.
        case storageFailed = "storage_failed"
        /// libcrypto refused an operation.
        case cryptographyFailed = "cryptography_failed"
    }

    /// The kind of failure.
    package let code: Code
    /// What is wrong and what to do about it.
    package let sentence: String
    /// Where: a path, a frame or an entry.
    package let place: String

    package init(code: Code, sentence: String, place: String) {
        self.code = code
        self.sentence = sentence
        self.place = place
    }

    /// - Parameter what: what the stored bytes are not, as a clause: "its checksum does not match".
    static func damaged(_ what: String, place: String) -> LogError {
        LogError(
            code: .damaged,
            sentence: "Stored bytes are damaged: \(what). Keep a copy of the folder, run "
                + "keyledger verify, and restore the last good backup.",
            place: place)
    }

    /// - Parameter what: what is newer, with its version: "frame format 2".
    static func newer(_ what: String, place: String) -> LogError {
        LogError(
            code: .newerVersion,
            sentence: "This version does not know \(what); open the folder with a newer keyledger.",
            place: place)
    }

    init(_ error: FormatError, place: String) {
        let isNewer =
            switch error {
            case .unknownType, .unknownField, .unknownVersion: true
            case .truncated, .malformed: false
            }
        self.init(
            code: isNewer ? .newerVersion : .damaged, sentence: error.sentence, place: place)
    }
}

extension LogError {
    init(_ error: OpenSSLError, place: String) {
        self.init(
            code: .cryptographyFailed,
            sentence: "libcrypto failed to \(error.operation): \(error.message). \(error.advice)",
            place: place)
    }
}

extension LogError {
    /// What the system refused.
    package init(_ error: FileError) {
        self.init(
            code: error.code == .diskFull ? .diskFull : .fileFailed, sentence: error.sentence,
            place: error.path)
    }
}

/// Runs acts on files; what fails in them becomes a `LogError`.
package func convertingFileErrors<Result: ~Copyable>(
    _ body: () throws(FileError) -> Result
) throws(LogError) -> Result {
    do { return try body() } catch { throw LogError(error) }
}

extension LogError: LMDBErrorConvertible {
    package init(_ error: LMDBError) {
        self.init(
            code: .storageFailed,
            sentence: "LMDB failed (\(error.code.rawValue)) in \(error.operation): "
                + "\(error.message). \(error.advice)",
            place: error.path)
    }
}

extension LogError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(place): \(sentence)" }
}

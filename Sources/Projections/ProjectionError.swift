import Files
import LedgerCore

/// What is wrong with a projection's files: a stable code, a sentence that says what to do, and the
/// place. Holds no stored bytes.
///
/// `damaged`, `missing` and `newer_version` say that the projection must be made again from the
/// log (`meansRebuild`).
package struct ProjectionError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Stored bytes are not what was written.
        case damaged
        /// A file that must be there is not.
        case missing
        /// A file was written by a newer version of this program.
        case newerVersion = "newer_version"
        /// A run does not continue the index, or a sequence lies outside its run.
        case notContiguous = "not_contiguous"
        /// No room is left on the disk; what was begun is removed again.
        case diskFull = "disk_full"
        /// The system refused an operation on a file.
        case fileFailed = "file_failed"
    }

    /// The kind of failure.
    package let code: Code
    /// What is wrong and what to do about it.
    package let sentence: String
    /// Where: a file, and the block in it.
    package let place: String

    /// Whether what is there is of no use, and the projection must be made again from the log.
    package var meansRebuild: Bool {
        switch code {
        case .damaged, .missing, .newerVersion: true
        case .notContiguous, .diskFull, .fileFailed: false
        }
    }

    private init(code: Code, sentence: String, place: String) {
        self.code = code
        self.sentence = sentence
        self.place = place
    }

    /// - Parameter what: what the stored bytes are not, as a clause: "its checksum does not match".
    static func damaged(_ what: String, place: String) -> ProjectionError {
        ProjectionError(
            code: .damaged,
            sentence: "Derived bytes are damaged: \(what). They are rebuilt from the log at the "
                + "next start; check the disk.",
            place: place)
    }

    /// - Parameter what: what is newer, with its version: "run format 2".
    static func newer(_ what: String, place: String) -> ProjectionError {
        ProjectionError(
            code: .newerVersion,
            sentence: "This version does not know \(what); it is rebuilt from the log.",
            place: place)
    }

    /// - Parameter what: what does not fit, as a sentence without its full stop.
    static func notContiguous(_ what: String, place: String) -> ProjectionError {
        ProjectionError(code: .notContiguous, sentence: "\(what).", place: place)
    }

    /// A file that an index needs and that is not there, or is not whole, is made again; any other
    /// failure is the system's.
    init(_ error: FileError) {
        switch error.code {
        case .notFound:
            self.init(
                code: .missing, sentence: "A derived file is missing; it is rebuilt from the log.",
                place: error.path)
        case .wrongSize:
            self = .damaged(error.message, place: error.path)
        case .diskFull:
            self.init(code: .diskFull, sentence: error.sentence, place: error.path)
        case .notPermitted, .io:
            self.init(code: .fileFailed, sentence: error.sentence, place: error.path)
        }
    }

    init(_ error: FormatError, place: String) {
        self = .damaged(error.sentence, place: place)
    }
}

extension ProjectionError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(place): \(sentence)" }
}

/// Runs an act on files; what it throws becomes a `ProjectionError`.
func convertingFileErrors<Result: ~Copyable>(
    _ body: () throws(FileError) -> Result
) throws(ProjectionError) -> Result {
    do { return try body() } catch { throw ProjectionError(error) }
}

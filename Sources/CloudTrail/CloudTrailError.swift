/// Why a whole file or path gave no records. What is wrong with one record is a
/// `CloudTrailProblem`.
package struct CloudTrailError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The stable name of the reason; the raw value is what surfaces show.
    package enum Code: String, Sendable {
        /// The path does not exist or the folder cannot be listed.
        case unreadablePath = "unreadable_path"
        /// The bytes begin like gzip but end early or fail their checksum.
        case badGzip = "bad_gzip"
        /// Decompressed, the file is longer than the limit.
        case tooLarge = "too_large"
        /// The text is not JSON.
        case badJSON = "bad_json"
        /// The JSON is not an object with a `Records` array.
        case noRecords = "no_records"
    }

    /// The reason.
    package let code: Code

    /// The file or path as the caller named it.
    package let file: String

    /// A sentence that says what is wrong and what to do; it quotes nothing from the file.
    package let detail: String

    package var description: String { "\(file): \(detail) (\(code.rawValue))" }
}

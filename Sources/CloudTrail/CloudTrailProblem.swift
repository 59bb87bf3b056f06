/// Why one record of a file was left out; the other records of the file are read all the same.
package struct CloudTrailProblem: Equatable, Sendable, CustomStringConvertible {
    /// The stable name of the reason; the raw value is what surfaces show.
    package enum Code: String, Sendable {
        /// A field that the mapping needs is absent, null or empty.
        case missingField = "missing_field"
        /// A field (or the record) has another JSON type, or a value outside the known ones.
        case malformedField = "malformed_field"
        /// `eventTime` is not a time in UTC.
        case badTime = "bad_time"
        /// A field is longer than the ledger keeps.
        case tooLong = "too_long"
    }

    /// The file as the caller named it.
    package let file: String

    /// The place of the record in the file's `Records`, from 0.
    package let recordIndex: Int

    /// The reason.
    package let code: Code

    /// A sentence that names the field and says what to do; it quotes no value of the record.
    package let detail: String

    package var description: String {
        "\(file), record \(recordIndex): \(detail) (\(code.rawValue))"
    }
}

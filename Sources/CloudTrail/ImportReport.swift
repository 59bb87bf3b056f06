/// What became of the records of one file, or of several once merged.
package struct ImportReport: Codable, Equatable, Sendable {
    /// Records in the files, with those that could not be read.
    package var records = 0
    /// Usage entries appended.
    package var recorded = 0
    /// Of those, calls that were refused.
    package var denied = 0
    /// Records that the ledger held already.
    package var duplicates = 0
    /// Records whose event id the ledger holds with other content; each is also a problem.
    package var conflicts = 0
    /// Changes of keys appended: created, disabled, enabled, deleted.
    package var lifecycle = 0
    /// Keys that the ledger did not know.
    package var newKeys = 0
    /// Tenants that the ledger did not know.
    package var newTenants = 0
    /// What was left out, or recorded otherwise than the file says.
    package var problems: [ImportProblem] = []

    package init() {}

    /// Adds what became of the records of another file.
    package mutating func merge(_ other: ImportReport) {
        records += other.records
        recorded += other.recorded
        denied += other.denied
        duplicates += other.duplicates
        conflicts += other.conflicts
        lifecycle += other.lifecycle
        newKeys += other.newKeys
        newTenants += other.newTenants
        problems += other.problems
    }
}

/// A record of a file that was left out, or recorded otherwise than the file says.
package struct ImportProblem: Codable, Equatable, Sendable {
    /// The file as the caller named it.
    package var file: String
    /// The place of the record in the file's `Records`, from 0.
    package var recordIndex: Int
    /// The stable name of the reason: of `CloudTrailProblem.Code`, of a rejection of the ledger, or
    /// `key_elsewhere` or `key_changed_later`.
    package var code: String
    /// A sentence that says what is wrong and what to do.
    package var detail: String
}

/// An import that was committed: its records count from here on.
package struct CommittedImport: Codable, Equatable, Sendable {
    /// Whose records they are.
    package var tenant: String
    /// The id of the backfill.
    package var backfill: String
    /// Usage entries in it, of this run and of those before it that were cut off.
    package var records: Int64
}

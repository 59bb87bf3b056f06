package import LedgerCore

/// Why an import did not go on.
package enum CloudTrailImportError: Error, Equatable, Sendable {
    /// The file as a whole is not a CloudTrail log file; the other files can be imported.
    case file(CloudTrailError)
    /// The ledger takes nothing just now; the same again, later, goes on where this stopped.
    case ledger(Rejection)

    /// The stable code that surfaces show.
    package var code: String {
        switch self {
        case .file(let error): error.code.rawValue
        case .ledger(let rejection): rejection.code
        }
    }

    /// A sentence that says what is wrong and what to do.
    package var detail: String {
        switch self {
        case .file(let error): error.detail
        case .ledger(let rejection): rejection.sentence
        }
    }
}

extension Rejection {
    /// Whether this tells of the ledger's condition, and not of what it was sent.
    var isOfTheLedger: Bool {
        switch self {
        case .busy, .clockSuspect, .diskLow, .stopping: true
        case .tenantNotFound, .principalNotFound, .keyNotFound, .backfillNotFound,
            .decisionNotFound, .scopeForbidden, .roleForbidden, .invalid, .idTaken, .idConflict,
            .tokenTaken, .keyFinal, .lastAdminKey, .tenantClosed, .timeTooOld, .timeTooEarly:
            false
        }
    }
}

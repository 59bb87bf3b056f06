package import EventLog

/// Why a ledger could not be opened, read or stopped: a stable code and a sentence that says what
/// to do.
package struct LedgerError: Error, Sendable, Hashable {
    package let code: String
    package let sentence: String

    package init(code: String, sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    package init(_ error: LogError) {
        self.init(code: error.code.rawValue, sentence: "\(error.sentence) (\(error.place))")
    }
}

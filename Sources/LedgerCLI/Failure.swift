import LedgerText

/// How the program ends, as scripts see it.
package enum ExitStatus: Int32 {
    /// Done.
    case ok = 0
    /// The ledger refused the request, denied the call, or the machine refused a file.
    case refused = 1
    /// The command line makes no sense.
    case usage = 2
    /// The server does not answer, or does not let this credential do it.
    case unreachable = 3
    /// The data folder holds other bytes than were written.
    case damaged = 4
}

/// Why a command came to nothing: how the program ends, a sentence that says what to do, and the
/// stable code where there is one.
package struct Failure: Error {
    /// How the program ends.
    package var status: ExitStatus
    /// What is wrong and what to do.
    package var sentence: String
    /// What programs go by.
    package var code: String?

    init(_ status: ExitStatus, _ sentence: String, code: String? = nil) {
        self.status = status
        self.sentence = sentence
        self.code = code
    }

    /// One line for stderr.
    var text: String {
        let suffix = code.map { " (\($0))" } ?? ""
        return "keyledger: " + Escape.terminal(sentence + suffix)
    }
}

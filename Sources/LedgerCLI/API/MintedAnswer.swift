import LedgerCore
import LedgerText

/// A key and its token, which was just drawn and is shown this once.
struct MintedAnswer: Decodable {
    private var id: String
    private var scopes: [String]
    private var token: String?

    /// Writes the key and then the token on a line of its own. How to use it goes to stderr.
    static func show(_ answer: APIAnswer, _ output: OutputOptions) throws(Failure) {
        try output.show(answer, as: KeyAnswer.self)
        if output.isForPeople { try answer.decoded(as: MintedAnswer.self).show() }
    }

    private func show() throws(Failure) {
        guard let token else {
            return Console.note("\nIts token was shown before; keyledger key rotate gives another.")
        }
        Console.note("\nThe token, shown this once; the ledger keeps only its SHA-256:\n")
        try Console.write(Escape.terminal(token) + "\n")
        let hint =
            scopes.contains(where: Scope.isReserved)
            ? "Use it with: export KEYLEDGER_TOKEN=<token>"
            : "Try it with: keyledger authorize <token> --operation 'GET /hello'"
        Console.note("\n\(hint)")
    }
}

import LedgerText

/// Where the credential for the next commands comes from.
enum AdminCredential {
    /// It was shown a moment ago.
    case shown
    /// It lies in a file.
    case file(String)
    /// Only whoever keeps it knows it.
    case kept
}

/// What a server says of itself: lines to read, and lines to paste.
enum ServeText {
    /// The one showing of the first admin key.
    static func adminKey(_ token: String) -> String {
        """
        The ledger is new. This is its admin key, shown this once; keep it well:

          export KEYLEDGER_TOKEN=\(token)


        """
    }

    /// Where the server is, and what to do first.
    /// - Parameters:
    ///   - url: scheme, host and port.
    ///   - data: the data folder.
    ///   - credential: where the admin key is.
    static func listening(_ url: String, data: String, _ credential: AdminCredential) -> String {
        let url = Escape.terminal(url)
        return """
            Keyledger is at \(url), its data in \(Escape.terminal(data)). In another shell:

            \(steps(data: data, credential))
              curl -H "Authorization: Bearer $KEYLEDGER_TOKEN" \(url)/v1/tenants


            """
    }

    private static func steps(data: String, _ credential: AdminCredential) -> String {
        switch credential {
        case .shown:
            "  export KEYLEDGER_TOKEN=…   # the admin key above"
        case .file(let path):
            "  export KEYLEDGER_TOKEN=$(cat \(word(path)))"
        case .kept:
            """
              export KEYLEDGER_TOKEN=…   # your admin key; a lost one, with the server stopped:
                                         # keyledger key create --admin --data \(word(data))
            """
        }
    }

    private static func word(_ text: String) -> String {
        Escape.terminal(ShellWord.quoted(text))
    }
}

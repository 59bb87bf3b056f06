import LedgerCore
import LedgerService

/// Keys and what became of them.
extension Schema {
    static let key = object(keyMembers)
    static let mintedKey = object(keyMembers + [.always("token", nullable(text()))])

    private static let keyMembers: [Member] = [
        .always("id", term), .always("tenant", id), .always("owner", nullable(id)),
        .always("name", nullable(text())), .always("hint", text()), .always("origin", text()),
        .always("status", words(of: KeyStanding.self)), .always("scopes", array(of: text())),
        .always("caps", caps), .always("tenants", nullable(array(of: text()))),
        .always("expires_at", nullable(time)), .always("created_at", time),
        .always(
            "secrets",
            array(
                of: object([
                    .always("version", integer(from: 1)), .always("hint", text()),
                    .always("ends_at", nullable(time)),
                ]))),
        .always("usage_count", integer), .always("last_used", nullable(time)),
        .always("last_seen", nullable(time)),
    ]

    static let newKey = object([
        .always("tenant", id), .open("owner", id), .always("name", label),
        .open("scopes", scopes), .open("caps", caps), .open("expires_at", time),
        .open("origin", term),
        .open(
            "tenants",
            array(
                of: text(pattern: #"^(\*|[0-9A-Za-z_.:@-]{1,64})$"#),
                most: Limits.tenantsPerCredential)),
    ])

    static let keyChanges = object([
        .optional("name", label), .optional("scopes", scopes), .optional("caps", caps),
        .optional("expires_at", nullable(time)),
    ])

    static let rotation = object([
        .open("overlap_seconds", integer(0...Limits.overlapSeconds))
    ])

    static let historyEntry = object([
        .always("sequence", sequence), .always("type", text()), .always("recorded_at", time),
        .always("time", nullable(time)), .always("actor", actor),
        .always("reason", nullable(text())), .always("changes", anyObject),
    ])

    static let actor = object([
        .always("principal", nullable(text())), .always("credential", nullable(text())),
        .always("surface", words(Surface.allNames)),
    ])

    static let keyUsage = object([
        .always("key", term), .always("tenant", id), .always("usage_count", integer),
        .always("last_used", nullable(time)), .always("last_seen", nullable(time)),
        .always(
            "rows",
            array(
                of: object([
                    .always("period", month), .always("meter", text()),
                    .always("quantity", integer),
                ]))),
        .always("sequence", sequence),
    ])

    static let keyCaps = object([
        .always("key", term), .always("tenant", id),
        .always("caps", array(of: reference(.capStanding))), .always("sequence", sequence),
    ])

    static let month = text(pattern: "^[0-9]{4}-(0[1-9]|1[0-2])$")
}

extension Surface {
    /// As answers name them.
    fileprivate static let allNames: [String] = [
        Surface.http, .cli, .gateway, .mcp, .imported, .ledger,
    ].map(\.rawValue)
}

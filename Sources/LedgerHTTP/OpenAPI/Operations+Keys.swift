import HTTPTypes
import LedgerService

/// Keys: their life and what became of them.
extension [Operation] {
    static let keys: Self =
        [
            Operation(
                .post, "/v1/keys", "createKey", "Make a key; its token is answered this once.",
                .once + .reason, body: .json(.newKey),
                answers: [
                    .json(.reference(.mintedKey), status: 201, "The new key, with its token."),
                    .json(
                        .reference(.mintedKey),
                        "The key, as it was made before by this command; `token` is null."),
                ],
                problems: .managed + .log + [
                    .tenantNotFound, .principalNotFound, .keyNotFound, .tenantClosed, .idTaken,
                    .tokenTaken, .idConflict, .randomFailed,
                ]),
            Operation(
                .get, "/v1/keys", "listKeys",
                "The keys that the credential sees; deleted ones only where asked for.",
                [
                    .query("tenant", .term, "Only the keys of this tenant."),
                    .query("owner", .text(), "Only the keys of this principal."),
                    .query("status", .words(of: KeyStanding.self), "Only keys that stand so."),
                ] + .page,
                answers: [.rows(.page(of: .key), "A page of keys.")],
                problems: .rows + [.tenantNotFound]),
            Operation(
                .get, "/v1/keys/{key}", "getKey", "One key.",
                answers: [.json(.reference(.key), "The key.")], problems: [.keyNotFound]),
            Operation(
                .patch, "/v1/keys/{key}", "updateKey", "Change a key; what is not named stays.",
                .reason, body: .json(.keyChanges),
                answers: [.json(.reference(.key), "The key as it is now.")], problems: .keyChange),
            Operation(
                .post, "/v1/keys/{key}/rotate", "rotateKey",
                "Give a key a new token; the one before works on for the overlap.",
                .once + .reason, body: .json(.rotation, isRequired: false),
                answers: [
                    .json(
                        .reference(.mintedKey),
                        "The key with its new token; null where this command was carried out before."
                    )
                ],
                problems: .keyChange + [.tokenTaken, .randomFailed]),
        ]
        + [
            act(.delete, "", "deleteKey", "End a key for good and take it off lists."),
            act(.post, "/disable", "disableKey", "Stop a key until it is enabled again."),
            act(.post, "/enable", "enableKey", "Let a disabled key work again."),
            act(.post, "/revoke", "revokeKey", "End a key for good."),
        ]

    private static func act(
        _ method: HTTPRequest.Method, _ path: String, _ id: String, _ summary: String
    ) -> Operation {
        Operation(
            method, "/v1/keys/{key}\(path)", id, summary, .once + .reason,
            answers: [.json(.reference(.key), "The key as it is now.")], problems: .keyChange)
    }

    static let keyReading: Self = [
        Operation(
            .get, "/v1/keys/{key}/history", "getKeyHistory",
            "The lifecycle entries of a key, newest last.", .page,
            answers: [.rows(.page(of: .historyEntry), "A page of entries.")],
            problems: .rows + .log + [.keyNotFound]),
        Operation(
            .get, "/v1/keys/{key}/usage", "getKeyUsage", "What a key used, by month and meter.",
            answers: [.json(.reference(.keyUsage), "Its meters.")], problems: [.keyNotFound]),
        Operation(
            .get, "/v1/keys/{key}/caps", "getKeyCaps",
            "The caps of a key and its tenant, as they stand.",
            answers: [.json(.reference(.keyCaps), "The caps.")], problems: [.keyNotFound]),
    ]
}

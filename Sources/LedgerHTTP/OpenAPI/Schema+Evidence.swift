import LedgerCore

/// The log, what it answers, and what an import brought into it.
extension Schema {
    static let problemDocument = object(
        [
            .always("type", text()), .always("title", text()),
            .always("status", integer(400...599)),
            .always("detail", text()), .always("code", words(of: ProblemCode.self)),
            .always("request_id", text()), .optional("field", text()),
        ] + tallyMembers.map { .optional($0.name, $0.schema) })

    static let entry = object([
        .always("sequence", sequence), .always("type", text()), .always("leaf", anyObject),
        .always("personal", nullable(personal)), .always("actor_personal", nullable(personal)),
    ])

    private static let personal = object(
        ["email", "external_id", "filters", "ip", "name", "reason", "user_agent"]
            .map { .optional($0, text()) })

    static let sighting = object([
        .always("value", text()), .always("allowed", integer), .always("denied", integer),
        .always("first_seen", time), .always("last_seen", time),
    ])

    static let who = object(
        [
            .always("key", term), .always("tenant", id), .always("name", nullable(text())),
            .always("owner", nullable(text())), .always("allowed", integer),
            .always("denied", integer), .always("first_seen", nullable(time)),
            .always("last_seen", nullable(time)), .always("truncated", boolean),
            .always("sequence", sequence),
        ]
            + ["ips", "user_agents", "clients", "operations", "denials", "errors"].map {
                .always($0, array(of: reference(.sighting), most: Limits.pageItems))
            })

    static let importReport = object(
        [
            "records", "recorded", "denied", "duplicates", "conflicts", "lifecycle", "new_keys",
            "new_tenants",
        ].map { .always($0, integer(from: 0)) }
            + [
                .always(
                    "problems",
                    array(
                        of: object([
                            .always("file", text()), .always("record_index", integer(from: 0)),
                            .always("code", text()), .always("detail", text()),
                        ]))),
                .always(
                    "committed",
                    array(
                        of: object([
                            .always("tenant", text()), .always("backfill", text()),
                            .always("records", integer(from: 0)),
                        ]))),
            ])
}

import LedgerCore

/// Calls: reported, asked for, counted.
extension Schema {
    static let usageLine = object([
        .optional("id", term), .optional("source", term), .optional("time", time),
        .optional("key", term), .optional("tenant", id), .optional("principal", id),
        .optional("decision", sequence), .optional("operation", term), .optional("scope", scope),
        .optional("quantities", quantities), .optional("outcome", words(["allowed", "denied"])),
        .optional("code", term), .optional("status", quantity),
        .optional("duration_us", quantity), .optional("request_bytes", quantity),
        .optional("response_bytes", quantity), .optional("ip", text()),
        .optional("user_agent", text(lengths: 0...Limits.userAgentBytes)),
        .optional("client", term), .optional("transport", term), .optional("trace_id", term),
    ])

    static let usageTally = object(tallyMembers)

    /// The counters of a batch, also in the problem that breaks it.
    static let tallyMembers: [Member] = [
        .always("accepted", count), .always("duplicates", count),
        .always(
            "conflicts",
            array(of: object([.always("line", line), .always("sequence", sequence)]))),
        .always(
            "rejected",
            array(
                of: object([
                    .always("line", line), .always("code", words(of: ProblemCode.self)),
                    .always("detail", text()),
                ]))),
        .always("lines_read", count), .always("first_sequence", nullable(sequence)),
        .always("last_sequence", nullable(sequence)),
        .optional(
            "results",
            array(
                of: object([
                    .always("line", line), .always("result", words(of: UsageTally.Word.self)),
                    .optional("sequence", sequence), .optional("code", words(of: ProblemCode.self)),
                ]))),
    ]

    private static let count = integer(0...Int64(Limits.batchLines))
    private static let line = integer(from: 1)

    static let authorization = object([
        .optional("token", text()), .optional("key", term), .optional("tenant", id),
        .always("operation", term),
        .optional("scopes", array(of: scope, most: Limits.scopesPerCall)),
        .optional("quantities", quantities), .optional("mode", words(["consume", "check"])),
        .optional("id", term), .optional("ip", text()),
        .optional("user_agent", text(lengths: 0...Limits.userAgentBytes)),
        .optional("client", term), .optional("transport", term), .optional("trace_id", term),
    ])

    static let decision = object([
        .always("allowed", boolean), .always("code", words(of: DecisionCode.self)),
        .always("key", nullable(text())), .always("tenant", nullable(text())),
        .always("caps", array(of: reference(.capStanding))),
        .always("sequence", nullable(sequence)), .always("replayed", boolean),
        .always(
            "provenance",
            object([
                .always("position", sequence),
                .always(
                    "caps",
                    array(
                        of: object([
                            .always("holder", words(["key", "tenant"])), .always("meter", meter),
                            .always("period", words(["month", "day"])),
                            .always("limit", quantity), .always("used", integer),
                            .always("entry", sequence),
                        ]))),
            ])),
    ])

    static let meters = object([
        .always("tenant", id), .always("period", month),
        .always("state", words(["provisional", "closed"])), .always("sequence", sequence),
        .always(
            "rows",
            array(
                of: object([
                    .optional("key", nullable(text())), .always("meter", text()),
                    .always("quantity", integer),
                ]))),
    ])
}

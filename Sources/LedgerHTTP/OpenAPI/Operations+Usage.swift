import HTTPTypes

/// Calls: reported, asked for, counted.
extension [Operation] {
    static let usage: Self = [
        Operation(
            .post, "/v1/usage", "reportUsage",
            "Report calls, a line each; every line stands alone, and one with an id counts once.",
            [.query("each", .boolean, "Whether to answer a result per line.")],
            body: Operation.Body(
                schemas: [
                    ("application/x-ndjson", .text()), ("application/jsonl", .text()),
                    ("application/json", .array(of: .reference(.usageLine))),
                ], isRequired: true),
            answers: [.json(.reference(.usageTally), "What became of the lines.")],
            problems: .body + .command + .log + [.unsupportedMediaType, .unsupportedEncoding])
    ]

    static let authorize: Self = [
        Operation(
            .post, "/v1/authorize", "authorize",
            "May this call pass? `consume` admits and records it in one durable step.",
            body: .json(.authorization),
            answers: [.json(.reference(.decision), "The decision; a denial is an answer, too.")],
            problems: .body + .command + .log + [.tenantNotFound])
    ]

    static let meters: Self = [
        Operation(
            .get, "/v1/meters", "getMeters", "What a tenant used in a month.",
            [
                .query("tenant", .term, "The tenant.", isRequired: true),
                .query("period", .month, "The month; the current one unless given."),
                .query("group_by", .words(["key"]), "What the rows are told apart by."),
            ],
            answers: [.json(.reference(.meters), "The meters.")], problems: .log + [.tenantNotFound]
        )
    ]
}

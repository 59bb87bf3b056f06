import HTTPTypes
import LedgerService

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
                    ("application/cloudevents+json", .reference(.cloudEvent)),
                    ("application/cloudevents-batch+json", .array(of: .reference(.cloudEvent))),
                ], isRequired: true),
            answers: [.json(.reference(.usageTally), "What became of the lines.")],
            problems: .json + .command + .log + [.unsupportedMediaType])
    ]

    static let authorize: Self = [
        Operation(
            .post, "/v1/authorize", "authorize",
            "May this call pass? `consume` admits and records it in one durable step.",
            body: .json(.authorization),
            answers: [.json(.reference(.decision), "The decision; a denial is an answer, too.")],
            problems: .json + .command + .log + [.tenantNotFound])
    ]

    static let meters: Self = [
        Operation(
            .get, "/v1/meters", "getMeters", "What a tenant used in a month.",
            [
                .query("tenant", .term, "The tenant.", isRequired: true),
                .query("period", .month, "The month; the current one unless given."),
                Operation.Parameter(
                    place: .query, name: "group_by",
                    schema: .array(of: .words(of: MeterDimension.self), isSet: true), isList: true,
                    meaning: "What the rows are told apart by."),
            ],
            answers: [.rows(.reference(.meters), "The meters.")],
            problems: .rows + .log + [.tenantNotFound]
        )
    ]
}

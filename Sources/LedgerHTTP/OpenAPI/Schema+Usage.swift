import LedgerCore
import LedgerService

/// Calls: reported, asked for, counted.
extension Schema {
    static let usageLine = object([
        .open("id", term), .open("source", term), .open("time", time),
        .open("key", term), .open("tenant", id), .open("principal", id),
        .open("decision", sequence), .open("operation", term), .open("scope", scope),
        .open("quantities", quantities), .open("outcome", words(["allowed", "denied"])),
        .open("code", term), .open("status", quantity),
        .open("duration_us", quantity), .open("request_bytes", quantity),
        .open("response_bytes", quantity), .open("ip", text()),
        .open("user_agent", text(lengths: 0...Limits.userAgentBytes)),
        .open("client", term), .open("transport", term), .open("trace_id", term),
    ])

    /// CloudEvents 1.0 (CNCF), in structured mode; attributes beyond these are passed over.
    static let cloudEvent = objectWith([
        .always("specversion", words(["1.0"])), .always("id", term),
        .always("source", term), .always("type", term), .open("subject", term),
        .open("time", time), .open("datacontenttype", words(["application/json"])),
        .always("data", reference(.usageLine)),
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
        .open("token", text()), .open("key", term), .open("tenant", id),
        .always("operation", term),
        .open("scopes", array(of: scope, most: Limits.scopesPerCall)),
        .open("quantities", quantities), .open("mode", words(["consume", "check"])),
        .open("id", term), .open("ip", text()),
        .open("user_agent", text(lengths: 0...Limits.userAgentBytes)),
        .open("client", term), .open("transport", term), .open("trace_id", term),
    ]).and(oneMember(of: "token", "key"))

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
                of: object(
                    [
                        .always("meter", text()), .always("quantity", integer),
                    ] + MeterDimension.allCases.map { .open($0.rawValue, text()) }))),
    ])
}

import HTTPTypes
import LedgerCore

/// The log, what it answers, what an import brings into it, and the health of the process.
extension [Operation] {
    static let entries: Self = [
        Operation(
            .get, "/v1/entries", "listEntries", "Entries of the log, oldest first.",
            [
                .query("key", .term, "Only entries about this key."),
                .query("tenant", .term, "Only entries of this tenant."),
                .query(
                    "type", .words(EntryType.allCases.map(\.name)),
                    "Only entries of this type."),
            ] + .times + .page,
            answers: [.rows(.page(of: .entry), "A page of entries.")],
            problems: .rows + .log + [.tenantNotFound, .keyNotFound]),
        Operation(
            .get, "/v1/entries/{sequence}", "getEntry",
            "One entry: its leaf, and the personal values that it commits to.",
            answers: [.json(.reference(.entry), "The entry.")], problems: .log + [.entryNotFound]),
    ]

    static let audit: Self = [
        Operation(
            .get, "/v1/audit/who/{key}", "whoUsedKey",
            "Who used a key, from where, for what, and what was refused.",
            [
                .query(
                    "last", .text(pattern: "^[1-9][0-9]{0,4}[mhdw]$"),
                    "Only this span of time: `90m`, `24h`, `7d`, `4w`; not with from and to.")
            ] + .times,
            answers: [.json(.reference(.who), "What was seen.")], problems: .log + [.keyNotFound])
    ]

    static let imports: Self = [
        Operation(
            .post, "/v1/import/cloudtrail", "importCloudTrail",
            "Take in one CloudTrail file, plain or gzip, or end the run.",
            [
                .query("file", .text(), "What the report calls the file."),
                .query("commit", .boolean, "Whether the run ends: what it brought counts then."),
            ],
            body: Operation.Body(
                schemas: [
                    ("application/json", .objectWith([.always("Records", .array(of: .anything))])),
                    ("application/gzip", .text()),
                ],
                isRequired: false),
            answers: [.json(.reference(.importReport), "What became of the records.")],
            problems: .body + .command + .log + [
                .badGzip, .badJSON, .noRecords, .tenantNotFound,
            ])
    ]

    static let health: Self = [
        Operation(
            .get, "/livez", "getLiveness", "Whether the process runs.",
            answers: [plain("It does.")]),
        Operation(
            .get, "/readyz", "getReadiness", "Whether the ledger takes traffic.",
            answers: [plain("It does.")], problems: [.stopping]),
        Operation(
            .get, "/metrics", "getMetrics",
            "Counters in Prometheus' text format, for this machine only.",
            answers: [plain("The counters.")], problems: [.loopbackOnly]),
        Operation(
            .get, "/openapi.json", "getDocument", "This document.",
            answers: [.json(.anyObject, "The document.")]),
    ]

    private static func plain(_ meaning: String) -> Operation.Success {
        Operation.Success(status: 200, meaning: meaning, content: [("text/plain", .text())])
    }
}

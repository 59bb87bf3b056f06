import LedgerText

/// What the ledger decided about a call.
struct AuthorizeAnswer: Item {
    var allowed: Bool
    var code: String
    var key: String?
    var tenant: String?
    var sequence: Int64?
    var caps: [CapStandingAnswer]

    var details: Details {
        var details = Details()
        details.add("allowed", Value(allowed ? "yes" : "no"))
        details.add("code", Value(code))
        details.add("key", .optional(key))
        details.add("tenant", .optional(tenant))
        details.add("sequence", .optional(sequence))
        for cap in caps { details.add("cap of \(cap.holder)", cap.summary) }
        return details
    }
}

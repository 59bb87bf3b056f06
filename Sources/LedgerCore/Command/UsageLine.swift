/// One line of reported usage: a call that happened, or how an admitted one ended.
package struct UsageLine: Sendable {
    package var id: String?
    package var source: String?
    package var time: Timestamp?
    package var key: String?
    /// Where there is no key, or to say whose key it must be.
    package var tenant: String?
    /// Where there is no key.
    package var principal: String?
    /// The admission that this line completes.
    package var decision: UInt64?
    package var backfill: String?
    package var operation = ""
    package var scopes: [String] = []
    package var quantities = Quantities.none
    package var outcome = Outcome.allowed
    package var code: String?
    package var status: Int64?
    package var durationUs: Int64?
    package var requestBytes: Int64?
    package var responseBytes: Int64?
    package var secretVersion: Int64?
    package var client: String?
    package var transport: String?
    package var traceID: String?
    package var ip: String?
    package var userAgent: String?

    package init() {}
}

/// What became of a usage line.
package enum UsageAnswer: Sendable, Equatable {
    case accepted(UInt64)
    /// The id was recorded before with the same content, in that entry.
    case duplicate(UInt64)
    /// The id was recorded before with other content, in that entry. Nothing was recorded now.
    case conflict(UInt64)
    case rejected(Rejection)
}

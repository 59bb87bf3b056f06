import LedgerText

/// How a cap stands.
struct CapStandingAnswer: Row, Decodable {
    var holder: String
    var meter: String
    var period: String
    var limit: Int64
    var used: Int128
    var held: Int128
    var remaining: Int128
    var resetsAt: String

    /// `5 of 10 calls/month, resets 2026-12-01 00:00:00Z`.
    var summary: Value {
        let taken = "\(Number.grouped(used + held)) of \(Number.grouped(limit))"
        return Value(
            shown: "\(taken) \(meter)/\(period), resets \(TimeText.shown(resetsAt))",
            exported: "\(meter)/\(period)=\(used + held)/\(limit)")
    }

    /// How much of the cap is taken: a bar for people, percent for programs.
    private var share: Value {
        let bar = Bar.text(Int(clamping: used + held), of: Int(clamping: limit), width: 10)
        let percent = limit > 0 ? (used + held) * 100 / Int128(limit) : 100
        return Value(shown: bar, exported: String(percent))
    }

    static var columns: [Table.Column] {
        [
            .text("of"), .text("meter"), .text("period"), .number("limit"), .number("used"),
            .number("held"), .number("remaining"), .text("share"), .identifier("resets"),
        ]
    }

    var cells: [Value] {
        [
            Value(holder), Value(meter), Value(period), Value(limit), Value(used), Value(held),
            Value(remaining), share, .time(resetsAt),
        ]
    }
}

/// The caps of a key and its tenant, as they stand.
struct CapStandingsAnswer: Decodable {
    var caps: [CapStandingAnswer]

    static func show(_ answer: APIAnswer, _ output: OutputOptions) throws(Failure) {
        let standings = try answer.decoded(as: Self.self)
        try output.show(answer, rows: standings.caps, "caps: nothing limits this key")
    }
}

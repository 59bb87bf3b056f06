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
        let resets = ", resets \(TimeText.shown(resetsAt))"
        let used = Number.grouped(used + held)
        return Value(
            shown: "\(used) of \(Number.grouped(limit)) \(meter)/\(period)\(resets)",
            exported: "\(meter)/\(period)=\(used)/\(limit)")
    }

    static var columns: [Table.Column] {
        [
            .text("of"), .text("meter"), .text("period"), .number("limit"), .number("used"),
            .number("held"), .number("remaining"), .text("share"), .identifier("resets"),
        ]
    }

    var cells: [Value] {
        let share = Int(clamping: used + held)
        return [
            Value(holder), Value(meter), Value(period), Value(limit), Value(used),
            Value(held), Value(remaining),
            Value(
                shown: Bar.text(share, of: Int(clamping: limit), width: 10),
                exported: String(share)),
            .time(resetsAt),
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

import LedgerText

/// What the meters of a tenant came to in a month.
struct MetersAnswer: Decodable {
    private struct Reading: Decodable {
        var key: String?
        var meter: String
        var quantity: Int128
    }

    private var period: String
    private var state: String
    private var rows: [Reading]

    static func show(_ answer: APIAnswer, _ output: OutputOptions) throws(Failure) {
        let meters = try answer.decoded(as: Self.self)
        let rows = meters.rows.map {
            MeterRow(
                period: meters.period, key: $0.key, meter: $0.meter, quantity: $0.quantity,
                state: meters.state)
        }
        try output.show(answer, rows: rows, "quantities in \(meters.period)")
    }
}

/// What the meters of a key came to, month by month.
struct KeyUsageAnswer: Decodable {
    private struct Reading: Decodable {
        var period: String
        var meter: String
        var quantity: Int128
    }

    private var key: String
    private var rows: [Reading]

    static func show(_ answer: APIAnswer, _ output: OutputOptions) throws(Failure) {
        let usage = try answer.decoded(as: Self.self)
        let rows = usage.rows.map {
            MeterRow(period: $0.period, key: usage.key, meter: $0.meter, quantity: $0.quantity)
        }
        try output.show(answer, rows: rows, "quantities of this key")
    }
}

/// What one meter came to in one month.
private struct MeterRow: Row {
    var period: String
    var key: String?
    var meter: String
    var quantity: Int128
    /// Whether it may still grow.
    var state: String?

    static var columns: [Table.Column] {
        [
            .identifier("period"), .identifier("key"), .text("meter"), .number("quantity"),
            .text("state"),
        ]
    }

    var cells: [Value] {
        [
            Value(period), .optional(key), Value(meter), Value(quantity), .optional(state),
        ]
    }
}

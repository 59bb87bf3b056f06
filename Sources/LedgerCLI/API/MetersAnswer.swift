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

    /// - Parameter byKey: whether each row is of one key.
    static func show(
        _ answer: APIAnswer, byKey: Bool, _ output: OutputOptions
    ) throws(Failure) {
        let meters = try answer.decoded(as: Self.self)
        let rows = meters.rows.map {
            MeterRow(
                period: meters.period,
                key: byKey ? .optional($0.key) : Value(shown: "all", exported: ""),
                meter: $0.meter, quantity: $0.quantity)
        }
        try output.show(answer, rows: rows, "quantities in \(meters.period)")
        if output.isForPeople, !rows.isEmpty, meters.state == "provisional" {
            Console.note("The month is open: these may still grow.")
        }
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
            MeterRow(
                period: $0.period, key: Value(usage.key), meter: $0.meter,
                quantity: $0.quantity)
        }
        try output.show(answer, rows: rows, "quantities of this key")
    }
}

/// What one meter came to in one month.
private struct MeterRow: Row {
    var period: String
    var key: Value
    var meter: String
    var quantity: Int128

    static var columns: [Table.Column] {
        [.identifier("period"), .identifier("key"), .text("meter"), .number("quantity")]
    }

    var cells: [Value] { [Value(period), key, Value(meter), Value(quantity)] }
}

import LedgerText

/// What the meters of a tenant came to in a month.
struct MetersAnswer: Decodable {
    private var period: String
    private var state: String
    /// `meter`, `quantity`, and a member for each thing that the rows are told apart by.
    private var rows: [[String: JSONValue]]

    /// - Parameter groups: what the rows are told apart by, in the order of the columns.
    static func show(
        _ answer: APIAnswer, by groups: [String], _ output: OutputOptions
    ) throws(Failure) {
        guard output.output == .table || output.output == .csv else {
            return try output.write(answer)
        }
        let meters = try answer.decoded(as: Self.self)
        var table = Table(
            [.identifier("period")] + groups.map { .identifier($0) }
                + [.text("meter"), .number("quantity")])
        for row in meters.rows {
            let names = groups.map { Value.of(row[$0]).cell }
            let reading = [Value.of(row["meter"]).cell, Value.of(row["quantity"]).cell]
            table.append([Value(meters.period).cell] + names + reading)
        }
        if output.output == .csv { return try Console.write(table.csv()) }
        if meters.rows.isEmpty {
            return Console.note("There are no quantities in \(Escape.terminal(meters.period)).")
        }
        try Console.write(Terminal.output.text(of: table))
        if meters.state == "provisional" {
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
                period: $0.period, key: usage.key, meter: $0.meter, quantity: $0.quantity)
        }
        try output.show(answer, rows: rows, "quantities of this key")
    }
}

/// What one meter of a key came to in one month.
private struct MeterRow: Row {
    var period: String
    var key: String
    var meter: String
    var quantity: Int128

    static var columns: [Table.Column] {
        [.identifier("period"), .identifier("key"), .text("meter"), .number("quantity")]
    }

    var cells: [Value] { [Value(period), Value(key), Value(meter), Value(quantity)] }
}

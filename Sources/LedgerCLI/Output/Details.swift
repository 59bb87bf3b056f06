import LedgerText

/// The names and values of one thing, below each other on a terminal, in one row as CSV.
struct Details {
    private var fields: [(name: String, value: Value)] = []

    /// Adds a field; one that is absent is left out on a terminal and empty as CSV.
    mutating func add(_ name: String, _ value: Value) {
        fields.append((name, value))
    }

    /// One line per field that is there, the values in one column.
    func terminal(_ terminal: Terminal) -> String {
        let present = fields.filter { !$0.value.exported.isEmpty }
        let widest = present.reduce(0) { max($0, DisplayWidth.of($1.name)) }
        return present.map { field in
            let padding = String(repeating: " ", count: widest - DisplayWidth.of(field.name))
            let name = terminal.bold(Escape.terminal(field.name))
            return "\(name)\(padding)  \(Escape.terminal(field.value.shown))\n"
        }.joined()
    }

    /// The fields as the columns of a table with one row; `first scope` becomes `first_scope`.
    var table: Table {
        var table = Table(fields.map { .text($0.name.replacing(" ", with: "_")) })
        table.append(fields.map(\.value.cell))
        return table
    }
}

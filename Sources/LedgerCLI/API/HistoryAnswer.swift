import LedgerText

/// One step in the life of a key.
struct HistoryAnswer: Row, Decodable {
    struct Actor: Decodable {
        var principal: String?
        var credential: String?
        var surface: String
    }

    var sequence: Int64
    var recordedAt: String
    /// When it happened, where that is not when it was recorded.
    var time: String?
    var type: String
    var actor: Actor
    var reason: String?
    var changes: [String: JSONValue]

    static var columns: [Table.Column] {
        [
            .identifier("when"), .identifier("what"), .identifier("by"), .text("through"),
            .number("entry"), .text("changes"), .text("reason"),
        ]
    }

    var cells: [Value] {
        let changes = changes.sorted { $0.key < $1.key }
        let texts = changes.map { "\($0.key) \(Self.text(of: $0.value))" }
        return [
            .time(time ?? recordedAt), Value(type), .optional(actor.principal ?? actor.credential),
            Value(actor.surface), Value(sequence),
            texts.isEmpty ? .absent : Value(texts.joined(separator: "; ")), .optional(reason),
        ]
    }

    /// A line per step, and below it in full what it changed and why: no terminal is wide enough
    /// for all in one line.
    static func text(of rows: [HistoryAnswer], on terminal: Terminal) -> String {
        var table = Table(columns.dropLast(2))
        for row in rows { table.append(row.cells.dropLast(2).map(\.cell)) }
        let lines = terminal.text(of: table).split(separator: "\n")
        var text = lines.prefix(1).map { "\($0)\n" }.joined()
        for (line, row) in zip(lines.dropFirst(), rows) {
            text += "\(line)\n"
            for detail in row.cells.suffix(2) where !detail.exported.isEmpty {
                let lines = Wrapping.lines(detail.shown, width: terminal.width.map { $0 - 4 })
                for line in lines { text += "    \(Escape.terminal(line))\n" }
            }
        }
        return text
    }

    /// A value of an entry in few words: a cap as `calls/month=10`, a time to the second.
    static func text(of value: JSONValue) -> String {
        switch value {
        case .null: "none"
        case .boolean(let value): value ? "yes" : "no"
        case .integer(let value): Number.grouped(value)
        case .string(let value): TimeText.shown(value)
        case .array(let values):
            values.isEmpty ? "none" : values.map { text(of: $0) }.joined(separator: " ")
        case .object(let members): cap(members) ?? pairs(members)
        }
    }

    private static func cap(_ members: [String: JSONValue]) -> String? {
        guard case .string(let meter) = members["meter"],
            case .string(let period) = members["period"],
            case .integer(let limit) = members["limit"]
        else { return nil }
        return "\(meter)/\(period)=\(limit)"
    }

    private static func pairs(_ members: [String: JSONValue]) -> String {
        let members = members.sorted { $0.key < $1.key }
        return members.map { "\($0.key)=\(text(of: $0.value))" }.joined(separator: " ")
    }
}

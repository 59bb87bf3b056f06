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
            .number("entry"), .identifier("when"), .identifier("what"), .text("changes"),
            .text("by"), .text("through"), .text("reason"),
        ]
    }

    var cells: [Value] {
        let changes = changes.sorted { $0.key < $1.key }
        let texts = changes.map { "\($0.key) \(Self.text(of: $0.value))" }
        return [
            Value(sequence), .time(time ?? recordedAt), Value(type),
            texts.isEmpty ? .absent : Value(texts.joined(separator: "; ")),
            .optional(actor.principal ?? actor.credential), Value(actor.surface),
            .optional(reason),
        ]
    }

    /// A value of an entry in few words: a cap as `calls/month=10`, a time to the second.
    private static func text(of value: JSONValue) -> String {
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

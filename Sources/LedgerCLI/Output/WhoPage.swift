import LedgerCore
import LedgerText

/// Who used a key, as a page for people: what it comes to first, then what was seen, most first.
struct WhoPage {
    private typealias Sightings = [WhoAnswer.Sighting]

    private let who: WhoAnswer
    /// The most rows of a section.
    private let rowsMax: Int
    private let terminal: Terminal

    private static let barWidth = 12

    /// Writes the answer in the form that was asked for.
    static func show(
        _ answer: APIAnswer, rowsMax: Int, _ output: OutputOptions
    ) throws(Failure) {
        switch output.output {
        case .json: try output.writeDocument(answer)
        case .ndjson: try output.writeLine(answer.decoded())
        case .csv: try Console.write(WhoPage(answer, .max).export.csv())
        case .table: try Console.write(WhoPage(answer, rowsMax).text)
        }
    }

    private init(_ answer: APIAnswer, _ rowsMax: Int) throws(Failure) {
        who = try answer.decoded()
        self.rowsMax = rowsMax
        terminal = .output
    }

    private var text: String {
        let sections = [
            headline,
            section("IP addresses", "address", who.ips),
            section("Agents", "agent", who.userAgents),
            section("Clients", "client", who.clients),
            section("Operations", "operation", who.operations),
            section("Errors of calls that passed", "code", who.errors),
            section("Refused attempts", "reason", who.denials),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var headline: String {
        let names = [who.name, who.owner, who.tenant].compactMap { $0 }
        let title = terminal.bold(Escape.terminal(who.key))
        let subtitle = names.map { "  " + Escape.terminal($0) }.joined()
        let allowed = who.allowed
        let denied = who.denied
        guard let first = who.firstSeen, let last = who.lastSeen else {
            return "\(title)\(subtitle)\nNobody used this key in that time.\n"
        }
        return """
            \(title)\(subtitle)
            \(Number.grouped(allowed + denied)) calls: \(Number.grouped(allowed)) passed, \
            \(Number.grouped(denied)) refused
            \(Escape.terminal(TimeText.shown(first))) – \(Escape.terminal(TimeText.shown(last)))\
            \(Self.span(first, last))

            """
    }

    private static func span(_ first: String, _ last: String) -> String {
        guard let first = Timestamp(rfc3339: first), let last = Timestamp(rfc3339: last) else {
            return ""
        }
        let span = last.microseconds - first.microseconds
        return "  (\(ElapsedTime.text(microseconds: Int(span))))"
    }

    private func section(_ title: String, _ column: String, _ sightings: Sightings) -> String {
        guard !sightings.isEmpty else { return "" }
        let most = sightings.map(\.total).max() ?? 0
        let hasRefusals = sightings.contains { $0.denied > 0 && $0.allowed > 0 }
        var columns: [Table.Column] = [.text(column), .number("calls"), .text("")]
        if hasRefusals { columns.append(.number("refused")) }
        columns += [.identifier("first seen"), .identifier("last seen")]
        var table = Table(columns)
        for sighting in sightings.prefix(rowsMax) {
            let bar = Bar.text(
                Int(clamping: sighting.total), of: Int(clamping: most), width: Self.barWidth)
            var row = [Value(sighting.value), Value(sighting.total), Value(bar)]
            if hasRefusals { row.append(Value(sighting.denied)) }
            row += [.time(sighting.firstSeen), .time(sighting.lastSeen)]
            table.append(row.map(\.cell))
        }
        let heading = terminal.bold("\(title) (\(Number.grouped(sightings.count)))") + "\n"
        let unshown = sightings.count - rowsMax
        let rest = unshown > 0 ? "… and \(Number.grouped(unshown)) more; --rows shows them\n" : ""
        return heading + terminal.text(of: table) + rest
    }

    /// All that was seen, in one table for programs.
    private var export: Table {
        var table = Table([
            .text("kind"), .text("value"), .number("allowed"), .number("denied"),
            .text("first_seen"), .text("last_seen"),
        ])
        let kinds: [(String, Sightings)] = [
            ("ip", who.ips), ("user_agent", who.userAgents), ("client", who.clients),
            ("operation", who.operations), ("error_code", who.errors),
            ("denial_code", who.denials),
        ]
        for (kind, sightings) in kinds {
            for sighting in sightings {
                let row: [Value] = [
                    Value(kind), Value(sighting.value), Value(sighting.allowed),
                    Value(sighting.denied), .time(sighting.firstSeen), .time(sighting.lastSeen),
                ]
                table.append(row.map(\.cell))
            }
        }
        return table
    }
}

extension WhoAnswer.Sighting {
    /// How often it was seen, whatever became of the calls.
    fileprivate var total: Int128 { allowed + denied }
}

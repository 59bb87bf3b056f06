import LedgerCore
import LedgerText

/// Who used a key, as a page for people: what it comes to first, then what was seen, most first.
struct WhoPage {
    private typealias Sightings = [WhoAnswer.Sighting]

    private let who: WhoAnswer
    /// The most rows of a section.
    private let rowsMax: Int
    private let terminal: Terminal
    private let seen: SeenText

    private static let barWidth = 8
    /// The cells that stand left of a value, and the fewest that a value gets.
    private static let leftWidth = 54
    private static let valueWidth = 26

    /// Writes the answer in the form that was asked for.
    static func show(
        _ answer: APIAnswer, rowsMax: Int, _ output: OutputOptions
    ) throws(Failure) {
        switch output.output {
        case .json: try output.writeDocument(answer)
        case .ndjson: try output.writeLine(answer.decoded())
        case .csv: try Console.write(answer.decoded(as: WhoAnswer.self).table.csv())
        case .table: try Console.write(WhoPage(answer.decoded(), rowsMax).text)
        }
    }

    private init(_ who: WhoAnswer, _ rowsMax: Int) {
        self.who = who
        self.rowsMax = rowsMax
        terminal = .output
        seen = SeenText(first: who.firstSeen, last: who.lastSeen)
    }

    private var text: String {
        let sections = [
            headline,
            section("IP addresses", "address", who.ips),
            section("Agents", "agent", who.userAgents),
            section("Clients", "client", who.clients),
            section("Operations", "operation", who.operations),
            refusals,
            section("Errors of calls that passed", "code", who.errors),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var headline: String {
        let facts = [
            who.name.map { "“\($0)”" }, who.owner.map { "owner \($0)" }, "tenant \(who.tenant)",
        ]
        let subtitle = facts.compactMap { $0 }.map { "  " + Escape.terminal($0) }.joined()
        let title = terminal.bold(Escape.terminal(who.key)) + subtitle
        guard let first = who.firstSeen, let last = who.lastSeen else {
            return "\(title)\nNobody used this key in that time.\n"
        }
        let calls = Number.counted(who.allowed + who.denied, "call")
        return """
            \(title)
            \(calls): \(Number.grouped(who.allowed)) passed, \
            \(Number.grouped(who.denied)) refused
            from \(Escape.terminal(TimeText.shown(first))) \
            to \(Escape.terminal(TimeText.shown(last)))\(Self.span(first, last))

            """
    }

    private static func span(_ first: String, _ last: String) -> String {
        guard let first = Timestamp(rfc3339: first), let last = Timestamp(rfc3339: last) else {
            return ""
        }
        let span = Int(last.microseconds - first.microseconds)
        return " (\(ElapsedTime.text(microseconds: span)))"
    }

    private func section(_ title: String, _ column: String, _ sightings: Sightings) -> String {
        guard !sightings.isEmpty else { return "" }
        let hasRefusals = sightings.contains { $0.denied > 0 }
        var columns: [Table.Column] = [.number("calls"), .text("")]
        if hasRefusals { columns.append(.number("refused")) }
        var table = Table(columns + [.identifier(seen.title), .identifier(column)])
        let most = sightings.map(\.total).max() ?? 0
        for sighting in sightings.prefix(rowsMax) {
            var row = [Table.Cell(sighting.total), bar(sighting.total, of: most)]
            if hasRefusals { row.append(Table.Cell(sighting.denied)) }
            row.append(Table.Cell(seen.text(sighting.firstSeen, sighting.lastSeen)))
            append(sighting.value, after: row, to: &table)
        }
        return heading(title, sightings.count) + terminal.text(of: table)
            + rest(after: rowsMax, of: sightings.count)
    }

    /// Why calls were refused, and then what they were for and where they came from.
    private var refusals: String {
        guard who.denied > 0 else { return "" }
        var table = Table([.number("attempts"), .text(""), .text(""), .identifier("refused")])
        let groups = [
            ("reason", who.denials), ("operation", who.operations), ("address", who.ips),
            ("agent", who.userAgents),
        ]
        for (name, sightings) in groups {
            let refused = sightings.filter { $0.denied > 0 }.sorted { $0.denied > $1.denied }
            for sighting in refused.prefix(rowsMax) {
                let left = [
                    Table.Cell(sighting.denied), bar(sighting.denied, of: who.denied),
                    Table.Cell(name),
                ]
                append(sighting.value, after: left, to: &table)
            }
        }
        return heading("Refused attempts", who.denied) + terminal.text(of: table)
    }

    /// Adds a row that ends with a value; what of it does not fit stands below its beginning.
    private func append(_ value: String, after left: [Table.Cell], to table: inout Table) {
        let width = terminal.width.map { max(Self.valueWidth, $0 - Self.leftWidth) }
        let lines = Wrapping.lines(value, width: width)
        table.append(left + lines.prefix(1).map { Table.Cell($0) })
        for line in lines.dropFirst() {
            table.append(left.map { _ in Table.Cell("") } + [Table.Cell(line)])
        }
    }

    private func bar(_ count: Int128, of most: Int128) -> Table.Cell {
        Table.Cell(
            Bar.text(Int(clamping: count), of: Int(clamping: most), width: Self.barWidth))
    }

    private func heading(_ title: String, _ count: some BinaryInteger) -> String {
        terminal.bold("\(title) (\(Number.grouped(count)))") + "\n"
    }

    private func rest(after rows: Int, of count: Int) -> String {
        count > rows ? "… and \(Number.grouped(count - rows)) more; --rows shows them\n" : ""
    }
}

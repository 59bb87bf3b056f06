import LedgerText

/// An answer about one thing.
protocol Item: Decodable {
    var details: Details { get }
}

/// One of the things that an answer lists.
protocol Row {
    /// Above the cells of every row.
    static var columns: [Table.Column] { get }
    /// One for each column.
    var cells: [Value] { get }
    /// The rows as people read them.
    static func text(of rows: [Self], on terminal: Terminal) -> String
}

extension Row {
    /// A table with one line per row.
    static func text(of rows: [Self], on terminal: Terminal) -> String {
        terminal.text(of: table(of: rows))
    }

    fileprivate static func table(of rows: [Self]) -> Table {
        var table = Table(columns)
        for row in rows { table.append(row.cells.map(\.cell)) }
        return table
    }
}

/// One page of a list.
struct Page<Element: Decodable>: Decodable {
    var data: [Element]
    var nextCursor: String?
    var hasMore: Bool?
}

extension OutputOptions {
    /// The most that the API gives at once.
    private static let pageItems = 1_000

    /// Whether people read the answer, so that headlines and hints may surround it.
    var isForPeople: Bool { output == .table }

    /// Writes an answer about one thing.
    func show<Answer: Item>(_ answer: APIAnswer, as type: Answer.Type) throws(Failure) {
        switch output {
        case .json: try writeDocument(answer)
        case .ndjson: try writeLine(answer.decoded(as: JSONValue.self))
        case .table: try Console.write(answer.decoded(as: type).details.terminal(.output))
        case .csv: try Console.write(answer.decoded(as: type).details.table.csv())
        }
    }

    /// Asks for a list page by page and writes all of it. JSON is one document per page.
    /// - Parameter what: how a message calls the things where there are none: "tenants".
    func showList<Element: Row & Decodable>(
        of type: Element.Type, _ what: String, _ request: APIRequest, from api: any LedgerAPI
    ) async throws(Failure) {
        var request = request
        request.query.append(("limit", String(Self.pageItems)))
        let query = request.query
        var rows: [Element] = []
        var progress = ProgressDisplay("reading \(what)")
        while true {
            let answer = try await api.send(request).accepted()
            let cursor: String?
            switch output {
            case .json, .ndjson:
                let page = try answer.decoded(as: Page<JSONValue>.self)
                if output == .json { try writeDocument(answer) }
                if output == .ndjson { for item in page.data { try writeLine(item) } }
                cursor = page.nextCursor
            case .table, .csv:
                let page = try answer.decoded(as: Page<Element>.self)
                rows += page.data
                cursor = page.nextCursor
                progress.update(done: rows.count, total: nil)
            }
            guard let cursor else { break }
            request.query = query + [("cursor", cursor)]
        }
        progress.finish()
        try show(rows, what)
    }

    /// Writes the rows of an answer that comes as a whole.
    func show<Element: Row>(
        _ answer: APIAnswer, rows: [Element], _ what: String
    ) throws(Failure) {
        switch output {
        case .json: try writeDocument(answer)
        case .ndjson: try writeLine(answer.decoded(as: JSONValue.self))
        case .table, .csv: try show(rows, what)
        }
    }

    /// Writes rows for people or as CSV; in the other forms the answer was written before.
    func show<Element: Row>(_ rows: [Element], _ what: String) throws(Failure) {
        switch output {
        case .json, .ndjson: break
        case .csv: try Console.write(Element.table(of: rows).csv())
        case .table:
            if rows.isEmpty { return Console.note("There are no \(what).") }
            try Console.write(Element.text(of: rows, on: .output))
        }
    }

    /// Writes an answer for programs: as it is, or in one line.
    func write(_ answer: APIAnswer) throws(Failure) {
        output == .ndjson
            ? try writeLine(answer.decoded(as: JSONValue.self)) : try writeDocument(answer)
    }

    /// Writes something that this process found out itself.
    func show(_ details: Details, json: JSONValue) throws(Failure) {
        switch output {
        case .json, .ndjson: try writeLine(json)
        case .table: try Console.write(details.terminal(.output))
        case .csv: try Console.write(details.table.csv())
        }
    }

    /// Writes an answer as the API gave it.
    func writeDocument(_ answer: APIAnswer) throws(Failure) {
        try Console.write(answer.body + (answer.body.last == UInt8(ascii: "\n") ? [] : [0x0A]))
    }

    /// Writes a value in one line.
    func writeLine(_ value: JSONValue) throws(Failure) {
        try Console.write(value.bytes + [0x0A])
    }
}

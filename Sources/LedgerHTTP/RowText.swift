import HTTPTypes
import JSONText
import LedgerCore
import LedgerService
import LedgerText

/// A thing that lists are made of.
protocol ListRow: Encodable, Sendable {
    /// Its members, in the order of a table.
    static var columns: [String] { get }
}

/// Rows written one after the other, for programs that read lines and for spreadsheets.
enum RowText {
    /// One JSON object per line.
    static func ndjson(_ rows: [some Encodable]) throws(APIError) -> [UInt8] {
        var text: [UInt8] = []
        for row in rows {
            text += try JSON.encode(row)
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// CSV (RFC 4180) with a header. Texts stand as they are, null is empty, and what is no text and
    /// no number is JSON; all of it is escaped for spreadsheets.
    /// - Parameter columns: the members of the rows.
    static func csv(_ rows: [some Encodable], columns: [String]) throws(APIError) -> [UInt8] {
        var text = record(columns)
        for row in rows {
            let cells = try cells(of: row)
            text += record(columns.map { cells[$0] ?? "" })
        }
        return Array(text.utf8)
    }

    private static func record(_ fields: [String]) -> String {
        fields.map { Escape.csv($0) }.joined(separator: ",") + "\r\n"
    }

    private static func cells(of row: some Encodable) throws(APIError) -> [String: String] {
        let bytes = try JSON.encode(row)
        do throws(JSONFault) {
            var cells: [String: String] = [:]
            var reader = try JSONReader(bytes[...], depthMax: Limits.jsonDepth)
            try reader.beginObject()
            while let name = try reader.nextName() {
                let cell: String
                switch try reader.kind() {
                case .string: cell = try reader.string()
                case .null:
                    try reader.skip()
                    cell = ""
                case .object, .array, .number, .boolean:
                    cell = String(decoding: try reader.skip(), as: UTF8.self)
                }
                cells[String(decoding: name, as: UTF8.self)] = cell
            }
            return cells
        } catch {
            throw .unwritable
        }
    }
}

extension Answer {
    /// A page of a list, in the format that the caller accepts.
    /// - Parameters:
    ///   - name: what the list is called as a file.
    ///   - item: makes a row of a thing.
    static func list<Source, Row: ListRow>(
        _ page: Page<Source, some CursorPlace>, of name: String, _ call: Call, _ view: LedgerView,
        _ item: (Source) throws(APIError) -> Row
    ) throws(APIError) -> Answer {
        let list = try ListAnswer(page, item)
        let format = try RowFormat(for: call.request)
        var answer: Answer
        switch format {
        case .json: return try .json(list, view)
        case .ndjson, .csv:
            answer = try .rows(list.data, as: format, columns: Row.columns, name, view)
        }
        if let cursor = list.nextCursor { answer.headers[.ledgerNextCursor] = cursor }
        return answer
    }

    /// Rows without a document around them.
    /// - Parameter format: NDJSON or CSV.
    static func rows(
        _ rows: [some Encodable], as format: RowFormat, columns: [String], _ name: String,
        _ view: LedgerView
    ) throws(APIError) -> Answer {
        let isTable = format == .csv
        let body = try isTable ? RowText.csv(rows, columns: columns) : RowText.ndjson(rows)
        var answer = Answer(
            status: .ok, headers: [.contentType: format.contentType], body: body,
            position: view.position)
        if isTable {
            answer.headers[.contentDisposition] = "attachment; filename=\"\(name).csv\""
        }
        return answer
    }
}

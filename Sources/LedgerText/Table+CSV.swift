extension Table {
    /// The table as CSV (RFC 4180): a header and one record per row, each ended by CR LF.
    package func csv() -> String {
        let header = columns.map { Escape.csv($0.title) }
        let records = [header] + rows.map { row in row.map { Escape.csv($0.exported) } }
        return records.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}

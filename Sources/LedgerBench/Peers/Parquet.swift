/// What DuckDB says of the prepared calls as a Parquet file, and of one key's last week in it.
struct Parquet {
    let rows: Int64
    let bytes: Int64
    let bytesWithoutIDs: Int64
    /// The median of the keys' last week, in microseconds.
    let weekMicroseconds: Int64
    /// Calls in the last week of the first of the keys.
    let firstWeekCalls: Int64

    init?(_ values: [String: Int64]) {
        guard let rows = values["parquet.rows"], let bytes = values["parquet.bytes"],
            let ids = values["parquet.bytes.ids"], let week = values["duckdb.week"],
            let calls = values["duckdb.week.calls"]
        else { return nil }
        self.rows = rows
        self.bytes = bytes
        bytesWithoutIDs = bytes - ids
        weekMicroseconds = week
        firstWeekCalls = calls
    }
}

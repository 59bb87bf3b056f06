import Foundation
import LedgerService
import LedgerTesting

/// What the figures of one run share.
final class Run {
    /// How often a figure is measured, in turns with what it stands against, where the middle value
    /// of each counts: a guest machine may be a third faster or slower a minute later.
    static let rounds = 3

    /// How long a rate or a latency is measured for.
    let seconds: Int64
    /// Calls in the prepared log.
    let entries: Int
    /// Keys that are loaded while `check` is measured.
    let keys: Int
    /// The run's own folder, on the disk that is measured; removed at the end.
    let folder: String
    /// Nil where no peers were asked for.
    let peers: Peers?
    let report: Report
    private var made: PreparedLog?
    /// How many ledgers were made: what one of them lets go of may take a moment to be gone.
    private var ledgers = 0
    private var measuredParquet: Parquet?
    private var hasAskedDuckDB = false

    init(
        seconds: Int64, entries: Int, keys: Int, folder: String, peers: Peers?, report: Report
    ) {
        self.seconds = seconds
        self.entries = entries
        self.keys = keys
        self.folder = folder
        self.peers = peers
        self.report = report
    }

    /// The log of workload W that several figures are measured on; made when first asked for.
    func prepared() async throws -> PreparedLog {
        if let made { return made }
        report.note("preparing a log of \(entries) calls")
        let prepared = try await PreparedLog.make(at: "\(folder)/prepared", calls: entries)
        made = prepared
        return prepared
    }

    /// What DuckDB says of the same calls; measured when first asked for, nil without the peer.
    func parquet(of log: PreparedLog) throws -> Parquet? {
        guard let peers, !hasAskedDuckDB else { return measuredParquet }
        hasAskedDuckDB = true
        let rows = "\(folder)/calls.csv"
        defer { try? FileManager.default.removeItem(atPath: rows) }
        try WorkloadFile.write(log.workload, calls: log.calls, to: rows)
        measuredParquet = Parquet(
            peers.measure("duckdb", [rows, String(log.weekOffset)] + log.askedKeys))
        return measuredParquet
    }

    /// Makes a ledger in a folder of its own with the tenants and keys of W, lends it, and drains
    /// and closes it. The folder is removed afterwards.
    func withLedger<Result>(
        _ name: String, keys: Int = Subjects.count,
        _ body: (Ledger, Subjects) async throws -> Result
    ) async throws -> Result {
        try await withFounded(name, keys: keys) { try await body($0.ledger, $1) }
    }

    /// The same, with the token of the ledger's admin key.
    func withFounded<Result>(
        _ name: String, keys: Int = Subjects.count,
        _ body: (Ledger.Founded, Subjects) async throws -> Result
    ) async throws -> Result {
        ledgers += 1
        let path = "\(folder)/\(name)-\(ledgers)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let founded = try Ledger.create(at: path)
        let subjects = try await Subjects.create(in: founded.ledger, keys: keys)
        let result = try await body(founded, subjects)
        await founded.ledger.close()
        return result
    }
}

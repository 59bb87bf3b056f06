import LedgerCore
import LedgerService

/// `core.rebuild`: entries per second of `keyledger rebuild`: state, ids and the index of every
/// segment are removed and made again.
///
/// Against reading every byte of the log and its segments, as entries per second. Both come from
/// the page cache.
enum RebuildFigure {
    static func measure(in run: Run) async throws {
        let log = try await run.prepared()
        let reading = Stopwatch()
        try FileSizes(below: "\(log.path)/log").readAll()
        try FileSizes(below: "\(log.path)/segments").readAll()
        let readNanoseconds = reading.nanoseconds

        let watch = Stopwatch()
        let entries = Int64(try await Ledger.rebuild(at: log.path))
        let rate = Amount(watch.rate(entries))
        let floor = Amount(Stopwatch.rate(entries, nanoseconds: readNanoseconds))
        run.report.show(
            Figure(
                "core.rebuild", rate, unit: "entries/s",
                against: Figure.Reference("files.read", floor)))
    }
}

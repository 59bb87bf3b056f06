import Foundation

/// `core.start`: milliseconds from the start of a process to its first answered read, on a ledger
/// whose process was killed under load just before. The median of three.
///
/// The files are in the page cache, as they are after a crash of the process alone. Against the
/// start of the same program when it does nothing.
enum StartFigure {
    static func measure(in run: Run) async throws {
        let log = try await run.prepared()
        var times: [Int64] = []
        var floors: [Int64] = []
        for _ in 0..<Run.rounds {
            try crashUnderLoad(log, seconds: run.seconds)
            times.append(try start(.open, log))
            floors.append(try start(.idle, log))
        }
        let floor = Figure.Reference(
            "process.start", Amount(floors.median, dividedBy: 1_000_000))
        run.report.show(
            Figure(
                "core.start", Amount(times.median, dividedBy: 1_000_000), unit: "ms",
                against: floor))
    }

    /// Lets a child record calls for a while and kills it.
    private static func crashUnderLoad(_ log: PreparedLog, seconds: Int64) throws {
        let child = try ChildProcess(.load, folder: log.path)
        _ = try child.line()
        Thread.sleep(forTimeInterval: TimeInterval(min(2, seconds)))
        child.crash()
    }

    /// - Returns: the nanoseconds until the child wrote its first line.
    private static func start(_ role: Child.Role, _ log: PreparedLog) throws -> Int64 {
        let watch = Stopwatch()
        let child = try ChildProcess(role, folder: log.path)
        _ = try child.line()
        let nanoseconds = watch.nanoseconds
        child.crash()
        return nanoseconds
    }
}

import LedgerCore
import LedgerService

/// `core.memory`: anonymous memory in bytes of a process that opened the prepared ledger (10,000
/// keys, as many ids as calls), answered a read, recorded two more segments of calls, and has
/// nothing left to do. Mapped files are not part of it: the system can take them back.
///
/// Against the same process on a new ledger without tenants, keys and calls.
enum MemoryFigure {
    private static let lines = 2 * Int(Limits.entriesPerSegment)

    static func measure(in run: Run) async throws {
        let log = try await run.prepared()
        let empty = "\(run.folder)/empty"
        try await Ledger.create(at: empty).ledger.close()
        let floor = Figure.Reference("memory.empty", Amount(try memory(empty, lines: 0)))
        run.report.show(
            Figure(
                "core.memory", Amount(try memory(log.path, lines: lines)), unit: "bytes",
                against: floor))
    }

    private static func memory(_ folder: String, lines: Int) throws -> Int64 {
        let child = try ChildProcess(.open, folder: folder, lines: lines)
        _ = try child.line()
        let line = try child.line()
        child.waitUntilExit()
        guard let bytes = Int64(line) else {
            throw BenchError(description: "a child said \(line) where its memory was asked for")
        }
        return bytes
    }
}

import ArgumentParser
import Foundation
import LedgerCore
import LedgerService

/// The façade in process, without a network.
struct Core: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The ledger in process: durable consume, check and append.")

    @ArgumentParser.Flag(help: "Print one JSON object per figure.")
    var json = false

    @Option(help: "Seconds that each figure is measured for.")
    var seconds: Int64 = 5

    @Option(help: "Measure only the figures whose names begin so.")
    var only = ""

    @Option(help: "What PostgreSQL did in the same run, in durable consumes per second.")
    var postgresql: Int64?

    @Option(help: "The folder to work in; must be on the disk that is to be measured.")
    var folder = FileManager.default.temporaryDirectory.path

    func run() async throws {
        let path = "\(folder)/keyledger-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let floor = try CommitFloor.measure(path: "\(path)-floor", seconds: seconds)
        show(Figure("lmdb.commit.one", value: floor, unit: "commits/s"))

        let ledger = try Ledger.create(at: path).ledger
        let subjects = try await Subjects.create(in: ledger)
        if wants("core.consume.64") {
            let calls = try await ConsumeLoad(ledger: ledger, subjects: subjects, callers: 64)
                .measure(seconds: seconds)
            let peer = postgresql.map { ("postgresql.consume", $0) } ?? ("lmdb.commit.one", floor)
            show(Figure("core.consume.64", value: calls, unit: "calls/s", against: peer))
        }
        if wants("core.append.10000") {
            let lines = try await AppendLoad(ledger: ledger, subjects: subjects)
                .measure()
            show(Figure("core.append.10000", value: lines, unit: "entries/s"))
        }
        if wants("core.check") {
            let checks = try CheckLoad(ledger: ledger, subjects: subjects)
                .measure(seconds: seconds)
            show(Figure("core.check", value: checks, unit: "calls/s"))
        }
        await ledger.close()
    }

    private func wants(_ name: String) -> Bool { name.hasPrefix(only) }

    private func show(_ figure: Figure) { print(figure.line(json: json)) }
}

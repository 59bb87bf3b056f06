import ArgumentParser
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting

/// What the benchmark runs as a process of its own. It writes a line to stdout when it is where it
/// should be.
struct Child: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A process that the benchmark starts itself.", shouldDisplay: false)

    enum Role: String, ExpressibleByArgument {
        /// Does nothing at all.
        case idle
        /// Opens the ledger and answers one read; then records some lines, drains and closes, and
        /// says how much anonymous memory it has.
        case open
        /// Opens the ledger, and records lines until it is killed.
        case load
    }

    @Argument var role: Role
    @Option var folder = ""
    @Option var lines = 0

    func run() async throws {
        guard role != .idle else { return say("idle") }
        let ledger = try Ledger.open(at: folder)
        let view = ledger.view
        guard view.position > 0, try view.entry(at: view.position - 1) != nil else {
            throw BenchError(description: "the last entry cannot be read")
        }
        say("answered")
        let calls = LiveCalls(ledger: ledger)
        try await calls.send(role == .load ? .max : lines)
        await ledger.close()
        // The ledger is closed and still held: nothing is left to do, and nothing is let go.
        say(String(try Memory.anonymousBytes()))
        withExtendedLifetime((ledger, view)) {}
    }

    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}

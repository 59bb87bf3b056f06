import ArgumentParser
import Foundation
import LedgerTesting

/// `keyledger-bench replay`: no figure, but a proof by numbers that nothing is charged twice or
/// lost.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send calls shuffled and some twice, and hold the meters against a count.",
        discussion: """
            Five of a hundred calls are sent twice, all in a random order, the second half after a \
            restart. After another restart, and after the projections were made anew, some are \
            sent again with the same content and some with other content. Every duplicate and \
            conflict must name its entry, and the meters must be what was sent.
            """)

    @Option(help: "Calls that are sent, those sent twice included.")
    var entries = 1_000_000

    @Option(help: "Sendings that are sent again after the restart and after the rebuild.")
    var again = 100_000

    @Option(help: "Calls that are sent with other content after the restart and the rebuild.")
    var conflicts = 10_000

    @Option(
        help: "Decides the calls, the order, and which are sent twice; drawn where it is not given."
    )
    var seed = UInt64.random(in: 0..<1_000_000)

    @Option(help: "The folder to work in.")
    var folder = FileManager.default.temporaryDirectory.path

    func validate() throws {
        guard entries > 0, entries < Int(Int32.max), again >= 0, conflicts >= 0 else {
            throw ValidationError(
                "--entries is above 0 and below \(Int32.max), the others are not negative")
        }
    }

    func run() async throws {
        let path = "\(folder)/keyledger-replay-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let watch = Stopwatch()
        var trial = ReplayTrial(sent: entries, seed: seed, at: path)
        trial.again = again
        trial.conflicts = conflicts
        func note(_ text: String) {
            let seconds = watch.nanoseconds / 1_000_000_000
            FileHandle.standardError.write(Data("replay: \(seconds) s: \(text)\n".utf8))
        }
        let problems = try await trial.run(note)
        note("done")
        for problem in problems { print(problem) }
        guard problems.isEmpty else {
            throw BenchError(description: "seed \(seed): \(problems.count) things are wrong")
        }
        print(
            "seed \(seed): \(trial.replay.calls) calls of \(entries) sendings counted exactly, "
                + "\(again) sent again and \(conflicts) conflicts reported, twice")
    }
}

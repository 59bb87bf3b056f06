import Foundation

/// The program under test: the real binary, as a user has it.
enum Program {
    /// Where it lies: beside this test bundle, unless KEYLEDGER_BINARY names another.
    static let url: URL = {
        if let path = ProcessInfo.processInfo.environment["KEYLEDGER_BINARY"] {
            return URL(filePath: path)
        }
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: bundle ?? "").deletingLastPathComponent().appending(path: "keyledger")
    }()

    /// The environment of a user who has set nothing of Keyledger's but what is given.
    static func environment(adding own: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("KEYLEDGER_") }
            .merging(own) { _, own in own }
    }

    /// Runs one command to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "",
        in folder: TestFolder
    ) async throws -> ProgramOutput {
        let process = try ProgramProcess(
            arguments, environment: environment, input: input, in: folder)
        let ending = await process.ending
        return ProgramOutput(
            ending: ending, output: process.output, messages: process.messages)
    }
}

/// What a command came to.
struct ProgramOutput: Sendable {
    var ending: ProgramProcess.Ending
    /// What it wrote to stdout.
    var output: String
    /// What it wrote to stderr.
    var messages: String

    /// The answer of `--output json`.
    var json: JSON {
        get throws { try JSON(parsing: Data(output.utf8)) }
    }
}

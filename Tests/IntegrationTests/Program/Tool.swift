import Foundation

/// A program that is not ours, found in PATH.
enum Tool {
    /// Where it lies; nil where it is not installed.
    static func path(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs it to its end.
    static func run(
        _ name: String, _ arguments: [String], input: String = "", in folder: TestFolder
    ) async throws -> ProgramOutput {
        guard let path = path(name) else { throw Missing(name: name) }
        let process = try ProgramProcess(
            arguments, program: URL(filePath: path), input: input, in: folder)
        let ending = await process.ending
        return ProgramOutput(
            ending: ending, output: process.output, messages: process.messages)
    }

    /// It is not installed; `tools/test` installs what the tests need.
    struct Missing: Error, CustomStringConvertible {
        var name: String

        var description: String { "\(name) is not installed; run tools/test" }
    }
}

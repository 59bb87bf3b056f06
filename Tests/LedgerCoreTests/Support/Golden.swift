import Foundation
import Testing

/// Files of the repository that say byte for byte what the program makes.
///
/// With `KEYLEDGER_RECORD=1` in the environment a file that differs is written anew, and the test
/// still fails: a recorded file is looked at and committed, it does not pass by itself.
enum Golden {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static var isRecording: Bool {
        ProcessInfo.processInfo.environment["KEYLEDGER_RECORD"] == "1"
    }

    /// - Parameter path: from the root of the repository.
    static func expect(
        _ bytes: [UInt8], at path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = root.appending(path: path)
        let recorded = try? Data(contentsOf: file)
        if recorded == Data(bytes) { return }
        if isRecording {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
            Issue.record(
                "Recorded \(path); look at it and run again without KEYLEDGER_RECORD.",
                sourceLocation: sourceLocation)
        } else {
            Issue.record(
                """
                \(path) \(recorded == nil ? "is missing" : "differs"). If that is meant, record it \
                with KEYLEDGER_RECORD=1. The program makes:
                \(String(decoding: bytes, as: UTF8.self))
                """, sourceLocation: sourceLocation)
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: path)))
    }

    /// The names of the files in a folder, in order.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path)
            .sorted()
    }
}

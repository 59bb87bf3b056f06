package import Foundation

/// Files below `snapshots/` that say byte for byte what a visible surface shows.
///
/// With `KEYLEDGER_RECORD=1` in the environment a file that differs is written anew, and the test
/// still fails: a recorded file is looked at and committed, it does not pass by itself.
package enum Snapshot {
    /// The root of the repository.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Holds bytes against a recorded file.
    /// - Parameter path: from the root of the repository.
    /// - Returns: what is wrong and what to do; nil where they are the same.
    /// - Throws: where a file cannot be recorded.
    package static func complaint(_ bytes: [UInt8], _ path: String) throws -> String? {
        let file = root.appending(path: path)
        let recorded = try? Data(contentsOf: file)
        if recorded == Data(bytes) { return nil }
        guard ProcessInfo.processInfo.environment["KEYLEDGER_RECORD"] == "1" else {
            return """
                \(path) \(recorded == nil ? "is missing" : "differs"). If that is meant, record it \
                with KEYLEDGER_RECORD=1 and commit it.
                """
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return "Recorded \(path); look at it and run again without KEYLEDGER_RECORD."
    }

    /// The names of the recorded files in a folder.
    package static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .sorted()
    }

    /// A file of the repository.
    package static func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }
}

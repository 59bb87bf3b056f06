import Foundation
import LedgerService
import LedgerTesting

/// A whole data folder of format version 1, which every later version opens.
///
/// | in `snapshots/format/folder-v1` | what |
/// |---|---|
/// | `data/` | the data folder, without what is empty or a lock |
/// | `backup/` | `keys` and `backup.json` of a backup; its log and segments are those of `data/` |
/// | `leaves.txt` | the hash of each leaf, in the order of sequences |
/// | `facts.txt` | what a ledger in the folder says, a fact a line (`GoldenFacts`) |
///
/// It is recorded where it is missing and never written over. Before the first release it may be
/// removed by hand and recorded anew; after that release never.
enum GoldenFolder {
    static let path = "snapshots/format/folder-v1"
    static let data = "data"
    static let backup = "backup"
    static let leaves = "leaves.txt"
    static let facts = "facts.txt"
    /// What lies in the data folder and in a backup of it alike.
    static let shared = ["log", "segments"]
    /// A folder that is in every data folder and holds nothing yet, which Git does not keep.
    private static let operations = "operations"

    static var url: URL { Snapshot.root.appending(path: path) }
    static var isThere: Bool { FileManager.default.fileExists(atPath: url.path) }
    static var isRecording: Bool {
        ProcessInfo.processInfo.environment["KEYLEDGER_RECORD"] == "1"
    }

    /// What the backup says of itself.
    static func manifest() throws -> BackupManifest {
        try Ledger.backup(at: url.appending(path: backup).path)
    }

    /// The facts as they were recorded.
    static func recordedFacts() throws -> GoldenFacts {
        GoldenFacts(leaves: try lines(of: leaves), lines: try lines(of: facts))
    }

    private static func lines(of name: String) throws -> [String] {
        try Snapshot.text(of: "\(path)/\(name)").split(separator: "\n").map(String.init)
    }

    /// Lays out the data folder, to be opened and changed.
    static func copyData(to destination: String) throws {
        try FileManager.default.copyItem(
            atPath: url.appending(path: data).path, toPath: destination)
        try FileManager.default.createDirectory(
            atPath: "\(destination)/\(operations)", withIntermediateDirectories: false)
    }

    /// Lays out the backup.
    static func copyBackup(to destination: String) throws {
        try FileManager.default.copyItem(
            atPath: url.appending(path: backup).path, toPath: destination)
        for name in shared {
            try FileManager.default.copyItem(
                atPath: url.appending(path: "\(data)/\(name)").path,
                toPath: "\(destination)/\(name)")
        }
    }
}

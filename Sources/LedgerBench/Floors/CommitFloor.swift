import Foundation
import LMDB
import LedgerCore

/// The floor of a durable write: commits of one LMDB environment with its default durability, one
/// after the other, of values of 160 bytes.
struct CommitFloor {
    /// How many values a commit has.
    let valuesPerCommit: Int

    private static let valueBytes = 160
    private static let mapBytes = 8 << 30

    /// Commits for so many seconds.
    /// - Returns: commits per second.
    func commits(in folder: String, seconds: Int64) throws -> Int64 {
        let watch = Stopwatch()
        var commits: Int64 = 0
        try write(in: folder) {
            guard !watch.hasPassed(seconds: seconds) else { return false }
            commits += 1
            return true
        }
        return watch.rate(commits)
    }

    /// Commits so many values.
    /// - Returns: values per second.
    func values(_ count: Int, in folder: String) throws -> Int64 {
        let watch = Stopwatch()
        var left = count / valuesPerCommit
        try write(in: folder) {
            left -= 1
            return left >= 0
        }
        return watch.rate(Int64(count))
    }

    /// Commits for as long as `goesOn` says so before each.
    private func write(in folder: String, while goesOn: () -> Bool) throws {
        let path = "\(folder)/floor"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let environment = try Environment(
            path: path, mapSize: Self.mapBytes, maxDatabases: 1, access: .create)
        let database = try environment.database(named: "floor")
        let value = [UInt8](repeating: 7, count: Self.valueBytes)
        var next: UInt64 = 0
        while goesOn() {
            var transaction = try environment.beginWrite()
            for _ in 0..<valuesPerCommit {
                var writer = ByteWriter()
                writer.fixed(next, width: 8)
                let key = writer.bytes
                try transaction.put(key.span, value.span, in: database, mode: .append)
                next += 1
            }
            try transaction.commit()
        }
    }
}

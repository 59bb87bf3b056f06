import Foundation
import LMDB
import LedgerCore

/// The floor: commits of one 160-byte value each, one after the other, with LMDB's default
/// durability.
enum CommitFloor {
    /// - Returns: commits per second.
    static func measure(path: String, seconds: Int64) throws -> Int64 {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let environment = try Environment(
            path: path, mapSize: 1 << 30, maxDatabases: 1, access: .create)
        let database = try environment.database(named: "floor")
        let value = [UInt8](repeating: 7, count: 160)
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        var commits: Int64 = 0
        while clock.now < end {
            var transaction = try environment.beginWrite()
            var writer = ByteWriter()
            writer.fixed(UInt64(commits), width: 8)
            let key = writer.bytes
            try transaction.put(key.span, value.span, in: database, mode: .append)
            try transaction.commit()
            commits += 1
        }
        return rate(commits, since: start, clock)
    }
}

import AsyncHTTPClient
import Foundation
import LedgerTesting
import Testing

/// kill -9 of the real server at random moments under mixed load.
///
/// KEYLEDGER_ROUNDS says how many rounds there are (100), KEYLEDGER_SEED what they are drawn from
/// (at random). A failure prints the seed of the folder it happened in: with that and
/// KEYLEDGER_ROUNDS=5 it is drawn again.
@Suite(.serialized) struct CrashTests {
    private static let roundsPerFolder = 5

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)
    }

    /// The seed of each folder, and its rounds.
    private static let lives: [(seed: UInt64, rounds: Int)] = {
        let rounds = Int(number("KEYLEDGER_ROUNDS") ?? 100)
        let first = number("KEYLEDGER_SEED") ?? .random(in: 0..<1_000_000)
        return stride(from: 0, to: rounds, by: roundsPerFolder).enumerated().map { index, done in
            (first + UInt64(index), min(roundsPerFolder, rounds - done))
        }
    }()

    @Test(arguments: lives)
    func `What was acknowledged survives kill -9, once and in order`(
        seed: UInt64, rounds: Int
    ) async throws {
        let complaints = try await HTTP.with { http in
            var life = try Life(seed: seed, http)
            return try await life.run(rounds: rounds)
        }
        let some = complaints.prefix(20).joined(separator: "\n") + (complaints.last ?? "")
        #expect(
            complaints.isEmpty,
            "KEYLEDGER_SEED=\(seed) KEYLEDGER_ROUNDS=\(rounds): \(complaints.count):\n\(some)")
    }
}

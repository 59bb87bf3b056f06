import AsyncHTTPClient
import Foundation
import LedgerTesting
import Testing

/// kill -9 of the real server at random moments under mixed load.
///
/// KEYLEDGER_ROUNDS says how many rounds there are (200), KEYLEDGER_SEED what they are drawn from
/// (at random). A failure prints the seed of the folder it happened in: with that and
/// KEYLEDGER_ROUNDS=5 it is drawn again.
@Suite(.serialized) struct CrashTests {
    private static let roundsPerFolder = 5

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)
    }

    /// The seed of each folder, and its rounds.
    private static let lives: [(seed: UInt64, rounds: Int)] = {
        let rounds = Int(number("KEYLEDGER_ROUNDS") ?? 200)
        let first = number("KEYLEDGER_SEED") ?? .random(in: 0..<1_000_000)
        return stride(from: 0, to: rounds, by: roundsPerFolder).enumerated().map { index, done in
            (first + UInt64(index), min(roundsPerFolder, rounds - done))
        }
    }()

    /// How many folders live at once: their servers wait for the disk mostly.
    private static let livesTogether = 2

    @Test(arguments: Array(stride(from: 0, to: lives.count, by: livesTogether)))
    func `What was acknowledged survives kill -9, once and in order`(first: Int) async throws {
        let lives = Self.lives[first...].prefix(Self.livesTogether)
        let failures = try await HTTP.with { http in
            await withTaskGroup(of: String?.self) { group in
                for (seed, rounds) in lives {
                    group.addTask { await Self.live(seed: seed, rounds: rounds, http) }
                }
                return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
        }
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }

    @Test(arguments: KillPlace.Work.allCases)
    func `A server that dies at any step of its work loses nothing`(
        work: KillPlace.Work
    ) async throws {
        let rounds = KillPlace.sure(of: work).map {
            Round(reaching: $0, work == .flush ? .terminate : .kill)
        }
        let complaints = try await HTTP.with { http in
            var life = try Life(seed: 1, http)
            return try await life.run(rounds)
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    /// - Returns: what was wrong; nil where nothing was.
    private static func live(seed: UInt64, rounds: Int, _ http: HTTPClient) async -> String? {
        var complaints: [String]
        do {
            var life = try Life(seed: seed, http)
            complaints = try await life.run(rounds: rounds)
        } catch {
            complaints = ["\(error)"]
        }
        guard let last = complaints.last else { return nil }
        let some = complaints.prefix(20).joined(separator: "\n")
        return "KEYLEDGER_SEED=\(seed) KEYLEDGER_ROUNDS=\(rounds): \(complaints.count):\n\(some)\n"
            + last
    }
}

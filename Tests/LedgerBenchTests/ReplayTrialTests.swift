import LedgerBench
import LedgerCore
import LedgerTesting
import Testing

@Suite struct ReplayTrialTests {
    @Test(
        "Calls that are sent twice count once, over a restart and a rebuild",
        arguments: [UInt64.random(in: 0 ... .max)])
    func replay(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        var trial = ReplayTrial(
            sent: 24_000, seed: seed, at: folder.data,
            entriesPerSegment: Limits.entriesPerTestSegment)
        trial.again = 3_000
        trial.conflicts = 1_000
        #expect(try await trial.run { _ in } == [])
    }
}

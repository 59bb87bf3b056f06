import LedgerTesting
import Testing

/// Every decoder of stored bytes is total: whatever lies under right checksums gives a value or an
/// error. A fault ends the whole test run; `tools/fuzz` looks for more of them.
@Suite struct DecoderTests {
    private static let mutations = 400

    @Test("What a ledger wrote is decoded", arguments: DecoderTrial.Format.allCases)
    func sound(format: DecoderTrial.Format) async throws {
        let samples = try await DecoderSamples()[format]
        #expect(samples.count >= 2)
        let trial = try DecoderTrial(format)
        for sample in samples { try trial.decode(sample) }
    }

    @Test(
        "Damage under right checksums gives a value or an error",
        arguments: DecoderTrial.Format.allCases, Seed.all)
    func damaged(format: DecoderTrial.Format, seed: UInt64) async throws {
        let samples = try await DecoderSamples()[format]
        let trial = try DecoderTrial(format)
        var mutator = ByteMutator(seed: seed)
        var errors = 0
        for mutation in 0..<Self.mutations {
            let sample = samples[mutation % samples.count]
            do {
                try trial.decode(mutator.mutate(sample, splicing: samples))
            } catch {
                errors += 1
            }
        }
        // Much damage gives other values of the right form, and much does not.
        #expect((Self.mutations / 10..<Self.mutations).contains(errors))
    }
}

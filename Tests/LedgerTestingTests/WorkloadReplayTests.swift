import LedgerTesting
import Testing

@Suite struct WorkloadReplayTests {
    @Test(
        "Every call is sent, five of a hundred sendings are repeats, and the order is mixed",
        arguments: Seed.all)
    func shares(seed: UInt64) {
        let replay = WorkloadReplay(sent: 100_000, duplicatesPercent: 5, seed: seed)
        #expect(replay.numbers.count == 100_000)
        #expect(replay.calls == 95_000)
        #expect(Set(replay.numbers) == Set(0..<95_000))
        // The half that is sent first has about half of the lower numbers.
        let low = replay.numbers.prefix(50_000).count { $0 < 47_500 }
        #expect((24_000...26_000).contains(low))
    }

    @Test("The order is that of the seed")
    func determinism() {
        let orders = [1, 1, 2].map {
            WorkloadReplay(sent: 1_000, duplicatesPercent: 5, seed: $0).numbers
        }
        #expect(orders[0] == orders[1])
        #expect(orders[0] != orders[2])
        #expect(WorkloadReplay(sent: 5, duplicatesPercent: 0, seed: 3).numbers == [3, 4, 1, 2, 0])
    }

    @Test("Nothing is sent where nothing is asked for")
    func empty() {
        #expect(WorkloadReplay(sent: 0, duplicatesPercent: 5, seed: 0).numbers.isEmpty)
    }
}

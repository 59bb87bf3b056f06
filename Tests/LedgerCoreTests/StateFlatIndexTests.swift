import LedgerCore
import LedgerTesting
import Testing

@Suite struct StateFlatIndexTests {
    @Test("A number is found under its hash, however many share it", arguments: Seed.all)
    func found(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var index = FlatIndex()
        var hashes: [UInt64] = []
        for number in 0..<3_000 {
            // Few enough that many fall together, in the whole hash and in its lower half.
            let low = UInt64.random(in: 0..<700, using: &generator)
            let high = UInt64.random(in: 0..<3, using: &generator)
            hashes.append(high << 32 | low)
            index.insert(number, hash: hashes[number])
        }
        for (number, hash) in hashes.enumerated() {
            #expect(index.find(hash) { $0 == number } == number)
            var seen: [Int] = []
            #expect(
                index.find(hash) {
                    seen.append($0)
                    return false
                } == nil)
            let alike = hashes.indices.filter { hashes[$0] & 0xFFFF_FFFF == hash & 0xFFFF_FFFF }
            #expect(seen.sorted() == alike)
        }
        #expect(index.find(700) { _ in true } == nil)
    }
}

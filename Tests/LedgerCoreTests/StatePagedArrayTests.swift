import LedgerCore
import LedgerTesting
import Testing

@Suite struct StatePagedArrayTests {
    @Test(
        "A paged array is an array, and copies do not see each other's changes", arguments: Seed.all
    )
    func independence(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var copies: [(paged: PagedArray<Int>, plain: [Int])] = [(PagedArray(), [])]
        for step in 0..<4_000 {
            let place = Int.random(in: copies.indices, using: &generator)
            switch Int.random(in: 0..<20, using: &generator) {
            case 0 where copies.count < 8:
                copies.append(copies[place])
            case 1 where copies.count > 4:
                copies.remove(at: place)
            case 2..<12:
                copies[place].paged.append(step)
                copies[place].plain.append(step)
            default:
                guard let index = copies[place].plain.indices.randomElement(using: &generator)
                else { break }
                copies[place].paged[index] += step
                copies[place].plain[index] += step
            }
        }
        for (paged, plain) in copies {
            #expect(paged.count == plain.count)
            #expect(paged.indices.map { paged[$0] } == plain)
        }
    }

    @Test("Pages and blocks begin where the ones before them end")
    func borders() {
        var paged = PagedArray<Int>()
        #expect(paged.indices.isEmpty)
        // A block has 64 pages of 64.
        let count = 2 * 64 * 64 + 65
        for value in 0..<count {
            paged.append(value)
            #expect(paged.count == value + 1)
        }
        let copy = paged
        for index in [0, 63, 64, 4_095, 4_096, 8_191, 8_192, count - 1] {
            #expect(paged[index] == index)
            paged[index] = -1
        }
        #expect(copy.indices.allSatisfy { copy[$0] == $0 })
    }
}

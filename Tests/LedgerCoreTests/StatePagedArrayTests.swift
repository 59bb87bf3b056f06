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

    @Test("Pages, blocks and regions begin where the ones before them end")
    func borders() {
        // A page has 64 small elements, or 16 others; a block has 8 pages, a region 32 blocks.
        checkBorders(of: PagedArray<Int>(), page: 64) { $0 }
        checkBorders(of: PagedArray<Wide>(), page: 16) { Wide(value: $0) }
    }

    private struct Wide: Equatable {
        var value: Int
        var rest = (0, 0)

        static func == (a: Wide, b: Wide) -> Bool { a.value == b.value }
    }

    private func checkBorders<Element: Sendable & Equatable>(
        of empty: PagedArray<Element>, page: Int, element: (Int) -> Element
    ) {
        var paged = empty
        #expect(paged.indices.isEmpty)
        let block = 8 * page
        let region = 32 * block
        let count = 2 * region + block + page + 1
        for value in 0..<count {
            paged.append(element(value))
            #expect(paged.count == value + 1)
        }
        let copy = paged
        for index in [
            0, page - 1, page, block - 1, block, region - 1, region, 2 * region - 1, 2 * region,
            count - 1,
        ] {
            #expect(paged[index] == element(index))
            paged[index] = element(-1)
        }
        #expect(copy.indices.allSatisfy { copy[$0] == element($0) })
    }
}

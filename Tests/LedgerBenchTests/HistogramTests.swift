import LedgerBench
import Testing

@Suite struct HistogramTests {
    @Test("Below 64 a quantile is exact", arguments: [1, 50, 100] as [Int64])
    func exact(percent: Int64) {
        var histogram = Histogram()
        for value in (0..<64 as Range<Int64>).reversed() { histogram.add(value) }
        #expect(histogram.quantile(percent: percent) == (64 * percent + 99) / 100 - 1)
    }

    @Test(
        "Above, a number is found at most 1/32 higher than it is",
        arguments: [64, 65, 127, 128, 1_000, 123_456_789, 1 << 62, .max - 1, .max] as [Int64])
    func rounding(value: Int64) {
        var histogram = Histogram()
        histogram.add(value)
        let found = histogram.quantile(percent: 50)
        #expect(found >= value)
        #expect(found - value <= value / 32)
    }

    @Test("Numbers next to each other are never counted in the wrong order")
    func order() {
        var last: Int64 = 0
        for value in 1..<100_000 as Range<Int64> {
            var histogram = Histogram()
            histogram.add(value)
            let found = histogram.quantile(percent: 100)
            #expect(found >= last)
            last = found
        }
    }

    @Test("Nothing measured is zero, and so is what a clock that steps back gives")
    func empty() {
        var histogram = Histogram()
        #expect(histogram.quantile(percent: 50) == 0)
        histogram.add(-5)
        #expect(histogram.quantile(percent: 50) == 0)
        #expect(histogram.count == 1)
    }
}

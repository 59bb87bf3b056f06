/// Log-normal durations in integers: 20 ms × e^(0.8 z), with z normal.
///
/// z is the sum of twelve uniform numbers less six (Irwin and Hall), which is normal to within
/// what a benchmark could tell, and lies within ±6. The power is taken as 2^(0.8 z ÷ ln 2): the
/// whole part is a shift, the fraction a line between sixteenths, 0.03 % off at most.
enum WorkloadDuration {
    private static let median: UInt64 = 20_000
    /// 0.8 ÷ ln 2 in 65,536ths.
    private static let scale: Int64 = 75_639
    /// 2^(n/16) in 65,536ths.
    private static let powers: [UInt64] = [
        65_536, 68_438, 71_468, 74_632, 77_936, 81_386, 84_990, 88_752, 92_682, 96_785, 101_070,
        105_545, 110_218, 115_098, 120_194, 125_515, 131_072,
    ]

    /// - Parameters: three random words, each of four uniform numbers.
    static func microseconds(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> Int64 {
        // Half of a 65,536th for each of the twelve, which are rounded down.
        let sum = fourths(a) + fourths(b) + fourths(c) + 6
        let exponent = ((sum - 6 * 65_536) * scale) >> 16
        let fraction = UInt64(exponent & 0xFFFF)
        let (low, high) = (powers[Int(fraction >> 12)], powers[Int(fraction >> 12) + 1])
        let power = low + (((high - low) * (fraction & 0xFFF)) >> 12)
        // The exponent is between -7 and 7, so the shift is between 9 and 23.
        return Int64((median * power) >> UInt64(16 - (exponent >> 16)))
    }

    private static func fourths(_ word: UInt64) -> Int64 {
        Int64((word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48))
    }
}

/// How often which number of nanoseconds was measured.
///
/// Below 64 every number has a bucket of its own; above, each power of two is cut into 32, so that
/// a quantile is at most 1/32 above the number that was measured.
package struct Histogram: Sendable {
    private var counts = [Int64](repeating: 0, count: 64 * 32)
    /// How many numbers were added.
    package private(set) var count: Int64 = 0

    package init() {}

    package mutating func add(_ nanoseconds: Int64) {
        counts[Self.bucket(UInt64(clamping: nanoseconds))] += 1
        count += 1
    }

    /// The least number that at least `percent` of a hundred are not above, rounded up to the end
    /// of its bucket; 0 where nothing was added.
    package func quantile(percent: Int64) -> Int64 {
        let wanted = max(1, (count * percent + 99) / 100)
        var passed: Int64 = 0
        for (bucket, count) in counts.enumerated() {
            passed += count
            if passed >= wanted { return Self.last(in: bucket) }
        }
        return 0
    }

    private static func bucket(_ value: UInt64) -> Int {
        guard value >= 64 else { return Int(value) }
        let shift = 58 - value.leadingZeroBitCount
        return (shift + 1) * 32 + Int(value >> UInt64(shift)) - 32
    }

    private static func last(in bucket: Int) -> Int64 {
        guard bucket >= 64 else { return Int64(bucket) }
        let shift = bucket / 32 - 1
        let first = UInt64(bucket % 32 + 32)
        return Int64(clamping: ((first + 1) << UInt64(shift)) - 1)
    }
}

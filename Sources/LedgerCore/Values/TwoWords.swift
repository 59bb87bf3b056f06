/// Keeps an Int128 as two words. An Int128 itself is aligned to 16 bytes, and what is aligned so
/// comes from the slow path of the allocator: a third of the time of a small array.
@propertyWrapper
package struct TwoWords: Sendable, Hashable {
    private var high: Int64
    private var low: UInt64

    package init(wrappedValue: Int128) {
        high = Int64(truncatingIfNeeded: wrappedValue >> 64)
        low = UInt64(truncatingIfNeeded: wrappedValue)
    }

    package var wrappedValue: Int128 {
        get { Int128(high) << 64 | Int128(low) }
        set { self = TwoWords(wrappedValue: newValue) }
    }
}

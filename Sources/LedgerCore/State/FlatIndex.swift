/// Numbers by the hash of what they stand for, as `HashIndex`, in one array: for tables that are
/// not copied while they grow.
package struct FlatIndex: Sendable {
    @usableFromInline package private(set) var slots: [UInt64]
    private var count = 0

    /// An empty table.
    /// - Parameter slots: how many there are at first, none or a power of two; two thirds are filled
    ///   before they become more.
    package init(slots: Int = 0) { self.slots = [UInt64](repeating: 0, count: slots) }

    /// The number of what has this hash and is it; nil where there is none.
    /// - Parameter isIt: whether a number whose hash may be this one stands for what is sought.
    @inlinable
    package func find(_ hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        slots.isEmpty ? nil : slots.find(hash, where: isIt)
    }

    /// Adds a number that is not there yet; at most 2^32 - 2.
    package mutating func insert(_ number: Int, hash: UInt64) {
        slots.makeRoom(besides: count)
        slots.put(hash << 32 | UInt64(number + 1))
        count += 1
    }
}

/// Numbers by the hash of what they stand for, as `HashIndex`, in one array: for tables that are
/// not copied while they grow.
package struct FlatIndex: Sendable {
    /// 0 where empty; else the low half of a hash and, below it, the number plus one.
    @usableFromInline package private(set) var slots: [UInt64]
    private var count = 0

    /// An empty table.
    /// - Parameter slots: with how many slots it begins, a power of two.
    package init(slots: Int = 64) {
        self.slots = [UInt64](repeating: 0, count: slots)
    }

    /// The number of what has this hash and is it; nil where there is none.
    /// - Parameter isIt: whether a number whose hash may be this one stands for what is sought.
    @inlinable
    package func find(_ hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot == 0 { return nil }
            if slot >> 32 == hash & 0xFFFF_FFFF {
                let number = Int(slot & 0xFFFF_FFFF) - 1
                if isIt(number) { return number }
            }
            place = (place + 1) & mask
        }
    }

    /// Adds a number that is not there yet; at most 2^32 - 2.
    package mutating func insert(_ number: Int, hash: UInt64) {
        if (count + 1) * 3 > slots.count * 2 { grow() }
        put(hash << 32 | UInt64(number + 1))
        count += 1
    }

    private mutating func put(_ slot: UInt64) {
        let mask = slots.count - 1
        var place = Int(slot >> 32) & mask
        while slots[place] != 0 { place = (place + 1) & mask }
        slots[place] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        for slot in old where slot != 0 { put(slot) }
    }
}

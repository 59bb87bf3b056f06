/// Numbers by the hash of what they stand for: an open-addressed table in pages, so that a copy
/// costs nothing and a write after it copies one page.
///
/// The table knows hashes only; whoever asks compares the things themselves.
package struct HashIndex: Sendable {
    private var slots = PagedArray<UInt64>()
    private var count = 0

    /// An empty table.
    package init() {}

    /// The number of what has this hash and is it; nil where there is none.
    /// - Parameter isIt: whether a number whose hash may be this one stands for what is sought.
    @inline(__always)
    package func find(_ hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        slots.count > 0 ? slots.find(hash, where: isIt) : nil
    }

    /// Adds a number that is not there yet; at most 2^32 - 2.
    package mutating func insert(_ number: Int, hash: UInt64) {
        slots.makeRoom(besides: count)
        slots.put(hash << 32 | UInt64(number + 1))
        count += 1
    }
}

/// What a table of numbers lies in: a power of two of slots, or none yet. A slot is 0 where it is
/// empty; else the low half of a hash and, below it, the number plus one.
@usableFromInline
package protocol HashSlots {
    init(repeating slot: UInt64, count: Int)
    var count: Int { get }
    subscript(place: Int) -> UInt64 { get set }
}

extension PagedArray: HashSlots where Element == UInt64 {}
extension Array: HashSlots where Element == UInt64 {}

extension HashSlots {
    /// The number of what has this hash and is it, in slots of which some are empty.
    @inlinable
    @inline(__always)
    package func find(_ hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        let mask = count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = self[place]
            if slot == 0 { return nil }
            if slot >> 32 == hash & 0xFFFF_FFFF {
                let number = Int(slot & 0xFFFF_FFFF) - 1
                if isIt(number) { return number }
            }
            place = (place + 1) & mask
        }
    }

    /// Grows where another number would fill more than two thirds.
    mutating func makeRoom(besides numbers: Int) {
        guard (numbers + 1) * 3 > count * 2 else { return }
        let old = self
        self = Self(repeating: 0, count: Swift.max(64, old.count * 2))
        for place in 0..<old.count where old[place] != 0 { put(old[place]) }
    }

    mutating func put(_ slot: UInt64) {
        let mask = count - 1
        var place = Int(slot >> 32) & mask
        while self[place] != 0 { place = (place + 1) & mask }
        self[place] = slot
    }
}

/// Damages bytes at random: as a disk does, and as somebody who knows the format might.
package struct ByteMutator: Sendable {
    private var random: SplitMix64

    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// - Parameter others: of the same format, to take parts from; at least one.
    package mutating func mutate(_ bytes: [UInt8], splicing others: [[UInt8]]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            switch Int.random(in: 0..<8, using: &random) {
            case 0..<3: bytes[place(in: bytes)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes[place(in: bytes)] = .random(in: 0...255, using: &random)
            case 4, 5: overwriteNumber(in: &bytes)
            case 6: splice(into: &bytes, others)
            default: cut(&bytes)
            }
        }
        return bytes
    }

    /// Half of all places lie near an end, where lengths and counts are.
    private mutating func place(in bytes: [UInt8]) -> Int {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return place % min(bytes.count, 128)
        case 1: return bytes.count - 1 - place % min(bytes.count, 256)
        default: return place
        }
    }

    /// Puts a number of 1 to 8 bytes where a length might be.
    private mutating func overwriteNumber(in bytes: inout [UInt8]) {
        let count = UInt64(bytes.count)
        let numbers: [UInt64] = [
            0, 1, 0x7F, 0x80, 0xFFFF, 0x8000_0000, UInt64(Int64.max), .max, count, count - 1,
            .random(in: 0...(2 * count), using: &random),
        ]
        let number = numbers[Int.random(in: numbers.indices, using: &random)]
        let width = 1 << Int.random(in: 0..<4, using: &random)
        let first = place(in: bytes)
        for index in 0..<min(width, bytes.count - first) {
            bytes[first + index] = UInt8(
                truncatingIfNeeded: number >> UInt64(8 * (width - 1 - index)))
        }
    }

    /// Puts a part of another in the place of a part, of the same length mostly.
    private mutating func splice(into bytes: inout [UInt8], _ others: [[UInt8]]) {
        let other = others[Int.random(in: others.indices, using: &random)]
        guard !other.isEmpty else { return }
        let from = Int.random(in: other.indices, using: &random)
        let part = other[from...].prefix(Int.random(in: 1...64, using: &random))
        let to = place(in: bytes)
        let isLonger = Int.random(in: 0..<4, using: &random) == 0
        let end = isLonger ? to : min(bytes.count, to + part.count)
        bytes.replaceSubrange(to..<end, with: part)
    }

    private mutating func cut(_ bytes: inout [UInt8]) {
        let first = place(in: bytes)
        let isTail = Int.random(in: 0..<2, using: &random) == 0
        let count = isTail ? bytes.count : Int.random(in: 1...16, using: &random)
        bytes.removeSubrange(
            first..<min(bytes.count, first.addingReportingOverflow(count).partialValue))
    }
}

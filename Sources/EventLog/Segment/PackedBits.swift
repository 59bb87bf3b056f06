/// Integers of few bits side by side: bit `i` of the whole is bit `i & 7` (from the lowest) of byte
/// `i >> 3`, so that one load of eight bytes, a shift and a mask give any of them.
enum PackedBits {
    /// A load reads up to eight bytes from the one an integer begins in: so wide an integer always
    /// lies within them.
    static let widthMax = 56
    /// A load may reach so far past the packed bytes. The trailer of a file lies there.
    static let overreadBytes = 8

    /// Whether integers of that many bits can be packed.
    static func isValid(width: Int) -> Bool { (0...widthMax).contains(width) || width == 64 }

    /// The width that can be packed for integers of so many bits.
    static func width(forBits bits: Int) -> Int { bits <= widthMax ? bits : 64 }

    static func byteCount(count: Int, width: Int) -> Int { (count * width + 7) / 8 }

    /// The integer at an index. The caller has checked that the packed bytes and eight more lie in
    /// `bytes`.
    /// - Parameter width: not 0.
    @inline(__always)
    static func value(at index: Int, width: Int, from offset: Int, in bytes: RawSpan) -> UInt64 {
        let bit = index &* width
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromByteOffset: offset &+ bit &>> 3, as: UInt64.self)
        return (UInt64(littleEndian: word) &>> UInt64(bit & 7)) & (~0 &>> UInt64(64 &- width))
    }
}

/// Packs integers (see `PackedBits`).
struct BitPacker {
    private var pending: UInt64 = 0
    private var pendingBits = 0

    /// Adds the lowest `width` bits; all integers of one pack have the same width.
    mutating func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        if width == 64 {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
            return
        }
        pending |= value << UInt64(pendingBits)
        pendingBits += width
        while pendingBits >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingBits -= 8
        }
    }

    /// Ends the pack at a whole byte.
    mutating func finish(_ bytes: inout [UInt8]) {
        if pendingBits > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
        pending = 0
        pendingBits = 0
    }
}

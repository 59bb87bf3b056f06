/// SipHash-2-4 with a 64-bit result (J.-P. Aumasson and D. J. Bernstein, 2012).
///
/// Keyed, so that nobody who chooses ids can choose where they fall.
package struct SipHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var tail: UInt64 = 0
    private var count: UInt64 = 0

    package init(key: (UInt64, UInt64)) {
        v0 = key.0 ^ 0x736f_6d65_7073_6575
        v1 = key.1 ^ 0x646f_7261_6e64_6f6d
        v2 = key.0 ^ 0x6c79_6765_6e65_7261
        v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    package mutating func combine(_ byte: UInt8) {
        tail |= UInt64(byte) << ((count & 7) * 8)
        count += 1
        if count & 7 == 0 { absorb() }
    }

    /// The text's bytes, then a byte that no UTF-8 text holds, so that neighbours cannot flow
    /// together.
    package mutating func combine(_ text: String) { combine(text: text.utf8Span.span) }

    /// The same of a text's bytes.
    mutating func combine(text bytes: Span<UInt8>) {
        for index in bytes.indices { combine(bytes[index]) }
        combine(0xFF)
    }

    package consuming func finish() -> UInt64 {
        tail |= count << 56
        absorb()
        v2 ^= 0xFF
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    @inline(__always)
    private mutating func absorb() {
        v3 ^= tail
        round()
        round()
        v0 ^= tail
        tail = 0
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = v1 << 13 | v1 >> 51
        v1 ^= v0
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v3
        v3 = v3 << 16 | v3 >> 48
        v3 ^= v2
        v0 &+= v3
        v3 = v3 << 21 | v3 >> 43
        v3 ^= v0
        v2 &+= v1
        v1 = v1 << 17 | v1 >> 47
        v1 ^= v2
        v2 = v2 << 32 | v2 >> 32
    }
}

import OpenSSL

/// The first 16 bytes of the SHA-256 of a block.
struct BlockCheck: Hashable {
    let high: UInt64
    let low: UInt64

    init(of block: Span<UInt8>) {
        let words = SHA256.words(of: block)
        high = words.0
        low = words.1
    }

    /// One that was written.
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    func append(to bytes: inout [UInt8]) {
        for word in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }
}

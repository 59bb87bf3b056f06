import OpenSSL

/// The checksum of a block or unit: the first 16 bytes of its SHA-256.
struct UnitCheck: Hashable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(of bytes: Span<UInt8>) {
        let words = SHA256.words(of: bytes)
        high = words.0
        low = words.1
    }

    init(of bytes: RawSpan) {
        self = unsafe bytes.withUnsafeBytes { bytes in
            UnitCheck(of: unsafe bytes.assumingMemoryBound(to: UInt8.self).span)
        }
    }
}

/// A SHA-256 value, kept as four big-endian words so that comparing and hashing it touches no heap.
package struct Digest: Sendable, Hashable {
    package let words: (UInt64, UInt64, UInt64, UInt64)

    package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// - Returns: nil unless `bytes` are exactly 32.
    package init?(bytes: some Sequence<UInt8>) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        for byte in bytes {
            switch count >> 3 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            case 3: words.3 = words.3 << 8 | UInt64(byte)
            default: return nil
            }
            count += 1
        }
        guard count == 32 else { return nil }
        self.words = words
    }

    /// Reads 64 hexadecimal digits, of either case.
    package init?(hex text: String) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    package static let zero = Digest(words: (0, 0, 0, 0))

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(to: &bytes)
        return bytes
    }

    package func append(to bytes: inout [UInt8]) {
        let stored: InlineArray<4, UInt64> = [
            words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian,
        ]
        unsafe stored.span.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    /// Appends the same 64 digits.
    func appendHex(to text: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] {
            for half in [word >> 32, word] {
                let digits = Hex.digits(of: UInt32(truncatingIfNeeded: half)).littleEndian
                unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0) }
            }
        }
    }

    package static func == (a: Digest, b: Digest) -> Bool {
        a.words == b.words
    }

    /// The value is uniformly random already: one word spreads as well as four.
    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

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
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    /// Appends the same 64 digits.
    func appendHex(to text: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                text.append(Hex.digit(UInt8(truncatingIfNeeded: word >> shift & 15)))
            }
        }
    }

    package static func == (a: Digest, b: Digest) -> Bool {
        a.words == b.words
    }

    /// The value is uniformly random already: one word spreads as well as four.
    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

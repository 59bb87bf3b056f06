/// Hashes for tables in memory: a multiplication for each eight bytes, where `Hasher` takes some
/// thirty steps.
///
/// Keyed anew in each process, so that nobody who chooses texts can choose where they fall; so a
/// hash is never stored, and nothing may depend on its value. (The folded product of wyhash, Wang
/// Yi, 2019.)
package enum QuickHash {
    private static let keys: (UInt64, UInt64) = (key(1), key(2))

    private static func key(_ number: UInt64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(number)
        return UInt64(bitPattern: Int64(hasher.finalize())) | 1
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    package static func hash(_ text: String) -> UInt64 {
        hash(text, from: 0)
    }

    /// - Parameter seed: the hash of what comes before, where several things are hashed as one.
    package static func hash(_ text: String, from seed: UInt64) -> UInt64 {
        unsafe hash(text.utf8Span.span.bytes, from: seed)
    }

    /// - Parameter seed: the hash of what comes before, where several things are hashed as one.
    package static func hash(_ bytes: RawSpan, from seed: UInt64 = 0) -> UInt64 {
        let keys = keys
        let count = bytes.byteCount
        var hash = keys.0 ^ seed &+ UInt64(count)
        var place = 0
        while place + 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            hash = fold(hash ^ word, keys.1)
            place += 8
        }
        var tail: UInt64 = 0
        while place < count {
            tail =
                tail << 8
                | UInt64(unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self))
            place += 1
        }
        return fold(hash ^ tail, keys.1)
    }

    package static func hash(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let keys = keys
        return fold(fold(a ^ keys.0, keys.1) ^ b, keys.1)
    }
}

/// 32 bytes as four numbers, each big-endian, in the order of the bytes: a digest that needs no
/// memory of its own.
package typealias Words256 = (UInt64, UInt64, UInt64, UInt64)

/// The 32 bytes that four big-endian numbers stand for.
package func bytes(of words: Words256) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
        for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
            for byte in 0..<8 {
                unsafe bytes[index * 8 + byte] = UInt8(truncatingIfNeeded: word >> (56 - 8 * byte))
            }
        }
        count = 32
    }
}

/// Runs a body with room for 32 bytes.
/// - Returns: what it wrote, as numbers.
func words256(_ body: (UnsafeMutablePointer<UInt8>) -> Void) -> Words256 {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
        unsafe buffer.initialize(repeating: 0)
        if let start = buffer.baseAddress { unsafe body(start) }
        let raw = UnsafeRawBufferPointer(buffer)
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: unsafe raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        return (word(0), word(1), word(2), word(3))
    }
}

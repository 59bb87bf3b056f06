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

    /// One that stands in a file.
    private init(in bytes: Span<UInt8>, at offset: Int) {
        let raw = unsafe bytes.bytes
        let high = unsafe raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let low = unsafe raw.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
        self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
    }

    /// Holds a block of a file against the check of it that stands in the file.
    /// - Parameters:
    ///   - number: of the block, for the error.
    ///   - offset: of the check, which must be there.
    /// - Throws: `damaged`.
    static func verify(
        _ block: Range<Int>, number: Int, checkAt offset: Int, in bytes: Span<UInt8>, path: String
    ) throws(ProjectionError) {
        guard
            BlockCheck(of: bytes.extracting(block)) == BlockCheck(in: bytes, at: offset)
        else {
            throw .damaged(
                "the checksum of a block does not match",
                place: "\(path), block \(number) at byte \(block.lowerBound)")
        }
    }

    func append(to bytes: inout [UInt8]) {
        for word in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }
}

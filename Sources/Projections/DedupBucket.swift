/// The entries whose fingerprints begin with the same bits: their remainders in ascending order,
/// then their sequences.
struct DedupBucket {
    /// Below this a scan beats halving.
    private static let scanMax = 32

    let count: Int
    private let remainderBits: Int
    private let sequenceBits: Int
    /// Where they begin, in bits from the start of the file.
    private let remaindersBit: Int
    private let sequencesBit: Int

    init(start: Int, count: Int, layout: DedupRunLayout) {
        self.count = count
        remainderBits = layout.remainderBits
        sequenceBits = layout.sequenceBits
        remaindersBit = layout.entriesOffset * 8 + start * layout.entryBits
        sequencesBit = remaindersBit + count * remainderBits
    }

    /// The bytes of all remainders.
    var remainderBytes: Range<Int> {
        remaindersBit >> 3..<(remaindersBit + count * remainderBits + 7) >> 3
    }

    /// The bytes of one sequence.
    func sequenceBytes(_ index: Int) -> Range<Int> {
        let bit = sequencesBit + index * sequenceBits
        return bit >> 3..<max((bit + sequenceBits + 7) >> 3, bit >> 3 + 1)
    }

    func remainder(_ index: Int, in bytes: RawSpan) -> UInt64 {
        Self.bits(at: remaindersBit + index * remainderBits, width: remainderBits, in: bytes)
    }

    func sequence(_ index: Int, in bytes: RawSpan) -> UInt64 {
        // One sequence needs no bits.
        guard sequenceBits > 0 else { return 0 }
        return Self.bits(at: sequencesBit + index * sequenceBits, width: sequenceBits, in: bytes)
    }

    /// The first entry whose remainder is not below this one.
    func firstIndex(of remainder: UInt64, in bytes: RawSpan) -> Int {
        var low = 0
        var high = count
        while high - low > Self.scanMax {
            let middle = (low + high) / 2
            if self.remainder(middle, in: bytes) < remainder {
                low = middle + 1
            } else {
                high = middle
            }
        }
        while low < high, self.remainder(low, in: bytes) < remainder { low += 1 }
        return low
    }

    /// A number of 1 to 57 bits, highest first. The word it is read with may reach past it, never
    /// past the file.
    @inline(__always)
    private static func bits(at bit: Int, width: Int, in bytes: RawSpan) -> UInt64 {
        let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self)
        return (UInt64(bigEndian: word) &<< UInt64(bit & 7)) &>> UInt64(64 - width)
    }
}

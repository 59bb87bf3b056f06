import Files

/// What a probe reads first of a bucket: how many entries the buckets before it have, and a Bloom
/// filter of its own. Nearly every id that is asked for is in no run, and 15 of 16 such probes end
/// here, with one line of memory; without the filter they would go on to the remainders.
///
/// One number of 128 bits: the highest 32 are the start, the others the filter. An entry sets up to
/// three of its bits (Burton H. Bloom, "Space/time trade-offs in hash coding with allowable errors",
/// 1970). With 16 entries a filter lets one in 16 of all others pass.
struct DedupBucketHead {
    static let bytes = 16
    /// In version 1 of the format a bucket had its start and no filter.
    static let startBytes = 4
    private static let filterBits: UInt64 = 96
    /// How many bits of a remainder choose one of the filter.
    private static let choiceBits: UInt64 = 10

    /// How many entries are in the buckets before.
    let start: UInt32
    private(set) var filter: UInt128 = 0

    /// The head of a bucket without entries.
    init(start: UInt32) { self.start = start }

    /// - Parameter offset: that of a head which the bytes have whole.
    @inline(__always)
    init(at offset: Int, in bytes: RawSpan) {
        let word = UInt128(
            bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt128.self))
        start = UInt32(word >> UInt128(Self.filterBits))
        filter = word & (1 << UInt128(Self.filterBits) - 1)
    }

    /// The head of a bucket of version 1: whatever is asked for may be in it.
    /// - Parameter offset: that of a start which the bytes have whole.
    init(startAt offset: Int, in bytes: RawSpan) {
        start = UInt32(
            bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
        filter = .max
    }

    /// Whether an entry of the bucket may have this remainder.
    @inline(__always)
    func mayHold(_ remainder: UInt64) -> Bool {
        let bits = Self.bits(of: remainder)
        return filter & bits == bits
    }

    mutating func insert(_ remainder: UInt64) { filter |= Self.bits(of: remainder) }

    /// The bits that a remainder sets, each chosen by ten of its lowest thirty bits.
    @inline(__always)
    private static func bits(of remainder: UInt64) -> UInt128 {
        var bits: UInt128 = 0
        for choice in 0..<UInt64(3) {
            let part = remainder >> (choice * choiceBits) & (1 << choiceBits - 1)
            bits |= 1 << UInt128((part * filterBits) >> choiceBits)
        }
        return bits
    }

    func write(
        to writer: inout BlockWriter, _ file: borrowing ImmutableFile
    ) throws(ProjectionError) {
        try writer.append(UInt64(start), width: 32, to: file)
        try writer.append(UInt64(truncatingIfNeeded: filter >> 48), width: 48, to: file)
        try writer.append(UInt64(truncatingIfNeeded: filter) & (1 << 48 - 1), width: 48, to: file)
    }
}

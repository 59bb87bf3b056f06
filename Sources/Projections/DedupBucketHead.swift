import Files

/// What a probe reads first of a bucket: how many entries the buckets before it have, and a Bloom
/// filter of its own. Nearly every id that is asked for is in no run, and some 15 of 16 such
/// probes end here, with one line of memory; without the filter they would go on to the remainders.
///
/// One number of 128 bits: the highest 32 are the start, the others the filter. An entry sets up to
/// three of its bits (Burton H. Bloom, "Space/time trade-offs in hash coding with allowable errors",
/// 1970).
struct DedupBucketHead {
    static let bytes = 16
    /// In version 1 of the format a bucket had its start and no filter.
    static let startBytes = 4
    private static let filterWidth: UInt64 = 96
    /// The lowest bits of a fingerprint, which choose those of the filter. No bucket is named by
    /// them: three choices of 96 need no more, and a remainder never has fewer.
    private static let choosingBits: UInt64 = 20

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
        start = UInt32(word >> UInt128(Self.filterWidth))
        filter = word & (1 << UInt128(Self.filterWidth) - 1)
    }

    /// The head of a bucket of version 1: whatever is asked for may be in it.
    /// - Parameter offset: that of a start which the bytes have whole.
    init(startAt offset: Int, in bytes: RawSpan) {
        start = UInt32(
            bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
        filter = .max
    }

    /// Whether an entry of the bucket may have set these bits.
    @inline(__always)
    func mayHold(_ bits: UInt128) -> Bool { filter & bits == bits }

    mutating func insert(_ fingerprint: UInt64) { filter |= Self.filterBits(of: fingerprint) }

    /// The bits that a fingerprint sets.
    static func filterBits(of fingerprint: UInt64) -> UInt128 {
        let lowest = fingerprint & (1 << choosingBits - 1)
        // Below 96³, and from there three digits to the base 96.
        let choices = (lowest * filterWidth * filterWidth * filterWidth) >> choosingBits
        return 1 << UInt128(choices % filterWidth)
            | 1 << UInt128(choices / filterWidth % filterWidth)
            | 1 << UInt128(choices / filterWidth / filterWidth)
    }

    func write(
        to writer: inout BlockWriter, _ file: borrowing ImmutableFile
    ) throws(ProjectionError) {
        try writer.append(UInt64(start), width: 32, to: file)
        try writer.append(UInt64(truncatingIfNeeded: filter >> 48), width: 48, to: file)
        try writer.append(UInt64(truncatingIfNeeded: filter) & (1 << 48 - 1), width: 48, to: file)
    }
}

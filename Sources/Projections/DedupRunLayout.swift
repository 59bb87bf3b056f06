import LedgerCore

/// Where things lie in a run file, all of it derived from the version of its format and the run's
/// range and count; so a head has nothing to say that could contradict the rest but these numbers,
/// which the size of the file must fit.
///
/// Version 1, whose buckets have no filters, is read and merged for ever; version 2 is what is
/// written.
///
/// The bytes are specified on the page *The files of projections*.
struct DedupRunLayout: Hashable, Sendable {
    static let newestVersion: UInt16 = 2
    static let magic: [UInt8] = Array("KLDR".utf8)
    /// Digest, magic, version, two zeros, range, count.
    static let headBytes = 64
    /// What one checksum covers: one page, so that a probe that faults in a page hashes that page.
    static let blockBytes = 4_096
    /// The first bytes of a block's SHA-256.
    static let checkBytes = 16
    /// Bits of a hash that are kept. At a thousand million ids a probe for an absent one has a
    /// false candidate once in 280,000; at fifty million once in 5,600,000.
    static let fingerprintBits = 48
    /// A number is read as a whole word: that many bytes follow the last one.
    static let wordBytes = 8
    static let countMax = UInt64(UInt32.max)
    static let spanMax: UInt64 = 1 << 40

    let version: UInt16
    let from: UInt64
    let to: UInt64
    let count: Int
    let bucketBits: Int
    let remainderBits: Int
    let sequenceBits: Int

    /// - Returns: nil for a range that is empty or too wide, or a count that is too large.
    init?(version: UInt16 = newestVersion, from: UInt64, to: UInt64, count: UInt64) {
        guard from < to, to - from <= Self.spanMax, count <= Self.countMax else { return nil }
        self.version = version
        self.from = from
        self.to = to
        self.count = Int(count)
        // Version 1 has 8 entries or more in a bucket and fewer than 16; version 2 more than 8 and at
        // most 16, since a filter lets more pass the more it has, and most runs are nearly full.
        let countLog2 =
            version == 1
            ? 63 - max(count, 1).leadingZeroBitCount : 64 - (max(count, 1) - 1).leadingZeroBitCount
        let bucketEntriesLog2 = version == 1 ? 3 : 4
        bucketBits = max(countLog2 - bucketEntriesLog2, 0)
        remainderBits = Self.fingerprintBits - bucketBits
        sequenceBits = 64 - (to - from - 1).leadingZeroBitCount
    }

    static func fingerprint(of hash: UInt64) -> UInt64 { hash >> UInt64(64 - fingerprintBits) }

    var bucketCount: Int { 1 << bucketBits }
    var bucketHeadBytes: Int {
        version == 1 ? DedupBucketHead.startBytes : DedupBucketHead.bytes
    }
    var remainderMask: UInt64 { (1 << UInt64(remainderBits)) - 1 }
    var entryBits: Int { remainderBits + sequenceBits }

    /// Bytes of the heads of buckets, and of the entries; both are whole blocks.
    var headsBytes: Int { Self.wholeBlocks((bucketCount + 1) * bucketHeadBytes) }
    var entriesBytes: Int { Self.wholeBlocks((count * entryBits + 7) / 8 + Self.wordBytes) }
    var blockCount: Int { (headsBytes + entriesBytes) / Self.blockBytes }

    /// Where the heads of buckets begin: after that of the file, the checksums and their padding.
    var headsOffset: Int { Self.wholeBlocks(Self.headBytes + blockCount * Self.checkBytes) }
    var entriesOffset: Int { headsOffset + headsBytes }
    var fileBytes: Int { entriesOffset + entriesBytes }

    private static func wholeBlocks(_ bytes: Int) -> Int {
        (bytes + blockBytes - 1) / blockBytes * blockBytes
    }

    func bucket(of fingerprint: UInt64) -> Int { Int(fingerprint >> UInt64(remainderBits)) }

    /// The file's name says its range, so that one range has one name.
    var name: String { Self.name(from: from, to: to) }

    static func name(from: UInt64, to: UInt64) -> String {
        RunName.name(namePrefix, from: from, to: to)
    }

    static let namePrefix = "dedup"
}

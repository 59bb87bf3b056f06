/// An id that is looked for: what is kept of its hash, and the bits that it would have set in the
/// filter of its bucket, which are the same in every run.
struct DedupProbe {
    let fingerprint: UInt64
    let filterBits: UInt128

    /// - Parameter hash: the id's keyed hash.
    init(hash: UInt64) {
        fingerprint = DedupRunLayout.fingerprint(of: hash)
        filterBits = DedupBucketHead.filterBits(of: fingerprint)
    }
}

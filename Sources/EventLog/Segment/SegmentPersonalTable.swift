import LedgerCore

/// The sealed personal values of a segment while it is gathered, numbered as they come; as bytes,
/// since there are tens of thousands.
struct SegmentPersonalTable {
    private(set) var commitments: [Digest] = []
    /// Whose values they are, UTF-8.
    private(set) var holders = FlatTexts()
    private(set) var ciphertexts = FlatTexts()
    private var index = FlatIndex()

    var count: Int { commitments.count }

    /// The number of a value, which is added where it is new. A commitment names holder and values.
    mutating func number(
        of commitment: Digest, holder: Span<UInt8>, ciphertext: Span<UInt8>
    ) -> Int {
        // A commitment is a SHA-256 value: any word of it is a hash.
        let hash = commitment.words.0
        if let number = index.find(hash, where: { commitments[$0] == commitment }) {
            return number
        }
        let number = count
        commitments.append(commitment)
        holders.append(holder)
        ciphertexts.append(ciphertext)
        index.insert(number, hash: hash)
        return number
    }
}

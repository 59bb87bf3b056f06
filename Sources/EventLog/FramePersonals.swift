import LedgerCore

/// The sealed personal values of a frame by their numbers, as they lie in it: to make an object of
/// each would take longer than to seal the frame's entries does.
struct FramePersonals: Sendable {
    private(set) var commitments: [Digest] = []
    /// The numbers of the holders' terms.
    private(set) var holders: [Int] = []
    /// Where in the frame the ciphertexts are.
    private(set) var ciphertexts: [Range<Int>] = []

    var count: Int { commitments.count }

    mutating func reserveCapacity(_ count: Int) {
        commitments.reserveCapacity(count)
        holders.reserveCapacity(count)
        ciphertexts.reserveCapacity(count)
    }

    mutating func append(_ commitment: Digest, holder: Int, ciphertext: Range<Int>) {
        commitments.append(commitment)
        holders.append(holder)
        ciphertexts.append(ciphertext)
    }

    /// The commitment of a value.
    func commitment(_ number: Int) throws(FormatError) -> Digest {
        guard 0..<count ~= number else { throw .malformed("personal number") }
        return commitments[number]
    }
}

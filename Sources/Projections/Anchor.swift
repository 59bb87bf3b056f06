package import LedgerCore
import OpenSSL

/// What binds a projection to the log it was made from: the hash of the leaf of the entry before its
/// position, as RFC 6962 has it.
///
/// A folder of projections may be put beside another log by mistake: that of another ledger, or of
/// an older copy of this one that went on differently. A leaf holds its sequence, its time and a
/// `blind` that only this ledger derives, so that no other history has the same one.
package enum Anchor {
    /// The anchor of a projection of no entries.
    package static let none = Digest.zero

    /// - Parameter leaf: the canonical bytes of the entry before the position.
    package static func of(leaf: [UInt8]) -> Digest {
        Digest(words: SHA256.words(prefix: 0, of: leaf.span))
    }
}

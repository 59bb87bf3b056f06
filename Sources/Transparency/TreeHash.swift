package import LedgerCore
import OpenSSL

/// The hashes of a Merkle tree as Certificate Transparency defines them (RFC 6962 section 2.1).
package enum TreeHash {
    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let empty = Digest(words: SHA256.words(of: noBytes.span))

    /// SHA-256 of 0x00 and the leaf's bytes.
    package static func leaf(_ bytes: [UInt8]) -> Digest { leaf(bytes.span) }

    /// The same.
    package static func leaf(_ bytes: Span<UInt8>) -> Digest {
        Digest(words: SHA256.words(prefix: 0x00, of: bytes))
    }

    /// SHA-256 of 0x01 and both children.
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest(words: SHA256.words(prefix: 0x01, of: left.words, right.words))
    }

    private static let noBytes: [UInt8] = []
}

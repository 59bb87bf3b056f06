import LedgerCore
import OpenSSL

/// The formulas of `SealedPersonal` over libcrypto.
enum PersonalCipher {
    /// Bytes of a holder's key.
    static let keyBytes = 32

    /// commitment = SHA-256(salt ‖ canonical values), salt = HMAC-SHA256(holder key, the same).
    static func commitment(
        to canonical: [UInt8], key: [UInt8]
    ) throws(OpenSSLError) -> Digest {
        let salt = try HMACSHA256.code(of: canonical, key: key)
        return Digest(words: SHA256.words(of: (salt + canonical).span))
    }

    /// Enciphers or deciphers: AES-256-CTR under the holder's key, its IV the commitment's first 16
    /// bytes.
    static func apply(
        to bytes: [UInt8], commitment: Digest, key: [UInt8]
    ) throws(OpenSSLError) -> [UInt8] {
        var cipher = try AES256CTR(key: key.span)
        return try cipher.apply(iv: Array(commitment.bytes.prefix(16)), to: bytes)
    }

    /// How a holder is named in memory and in the file of keys.
    static func digest(of holder: String) -> Digest {
        Digest(words: SHA256.words(of: Array(holder.utf8).span))
    }
}

import COpenSSL

/// The signing half of an Ed25519 pair (RFC 8032, pure). Signatures are deterministic.
@safe
package final class Ed25519PrivateKey: @unchecked Sendable {
    /// The other half, 32 bytes.
    package let publicKey: [UInt8]
    private let key: OpaquePointer

    /// Loads a stored seed.
    /// - Parameter seed: the 32 bytes that RFC 8032 calls the private key.
    /// - Throws: `invalid_length`, `library_failed`.
    package init(seed: Span<UInt8>) throws(OpenSSLError) {
        guard seed.count == 32 else {
            throw OpenSSLError("load an Ed25519 seed", length: seed.count, expected: 32)
        }
        let loaded = unsafe seed.withAddress {
            unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, $0, 32)
        }
        guard let key = unsafe loaded else { throw OpenSSLError("load an Ed25519 seed") }
        var publicKey = [UInt8](repeating: 0, count: 32)
        var count = publicKey.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &publicKey, &count) == 1 else {
            unsafe EVP_PKEY_free(key)
            throw OpenSSLError("derive an Ed25519 public key")
        }
        self.publicKey = publicKey
        unsafe self.key = key
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// A new seed, to be stored by the caller and passed to `init(seed:)`.
    /// - Throws: `random_failed`.
    package static func generateSeed() throws(OpenSSLError) -> [UInt8] {
        try SecureRandom.bytes(32)
    }

    /// The signature of a message, 64 bytes.
    /// - Throws: `library_failed`.
    package func sign(_ message: Span<UInt8>) throws(OpenSSLError) -> [UInt8] {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1 else {
            throw OpenSSLError("sign Ed25519")
        }
        let size = message.count
        let status = unsafe message.withAddress {
            unsafe EVP_DigestSign(context, &signature, &count, $0, size)
        }
        guard status == 1, count == signature.count else { throw OpenSSLError("sign Ed25519") }
        return signature
    }
}

/// The verifying half of an Ed25519 pair (RFC 8032, pure).
@safe
package final class Ed25519PublicKey: @unchecked Sendable {
    private let key: OpaquePointer

    /// Loads a public key.
    /// - Parameter bytes: 32 bytes.
    /// - Throws: `invalid_length`, `invalid_key`.
    package init(_ bytes: Span<UInt8>) throws(OpenSSLError) {
        guard bytes.count == 32 else {
            throw OpenSSLError("load an Ed25519 key", length: bytes.count, expected: 32)
        }
        let loaded = unsafe bytes.withAddress {
            unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, $0, 32)
        }
        guard let key = unsafe loaded else {
            throw OpenSSLError("load an Ed25519 key", code: .invalidKey)
        }
        unsafe self.key = key
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Whether a signature is this key's for a message; false for one that is not 64 bytes.
    /// - Throws: `library_failed` when it could not be tried.
    package func isValid(
        signature: Span<UInt8>, for message: Span<UInt8>
    ) throws(OpenSSLError) -> Bool {
        guard signature.count == 64 else { return false }
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else {
            throw OpenSSLError("verify Ed25519")
        }
        let size = message.count
        let status = unsafe signature.withAddress { signature in
            unsafe message.withAddress { message in
                unsafe EVP_DigestVerify(context, signature, 64, message, size)
            }
        }
        ERR_clear_error()
        return status == 1
    }
}

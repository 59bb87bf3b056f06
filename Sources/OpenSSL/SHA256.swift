import COpenSSL

/// SHA-256 (FIPS 180-4) of whole messages.
package enum SHA256 {
    /// Bytes of a digest.
    package static let byteCount = 32

    /// The digest of a message, as four big-endian numbers.
    package static func words(of message: Span<UInt8>) -> Words256 {
        ThreadHasher.current.hash(prefix: nil, message)
    }

    /// The digest of one byte followed by a message: the domain byte of a leaf or a node of a
    /// Merkle tree (RFC 6962 section 2.1) in front of what it covers.
    package static func words(prefix: UInt8, of message: Span<UInt8>) -> Words256 {
        ThreadHasher.current.hash(prefix: prefix, message)
    }

    /// The digest of one byte followed by two digests, each as four big-endian numbers.
    package static func words(prefix: UInt8, of left: Words256, _ right: Words256) -> Words256 {
        let stored: InlineArray<8, UInt64> = [
            left.0.bigEndian, left.1.bigEndian, left.2.bigEndian, left.3.bigEndian,
            right.0.bigEndian, right.1.bigEndian, right.2.bigEndian, right.3.bigEndian,
        ]
        return unsafe stored.span.withUnsafeBytes { bytes in
            words(prefix: prefix, of: unsafe bytes.bindMemory(to: UInt8.self).span)
        }
    }

    /// The digest of a message, 32 bytes.
    package static func digest(of message: Span<UInt8>) -> [UInt8] {
        bytes(of: words(of: message))
    }

    /// The digest of a message, 32 bytes.
    package static func digest(of message: [UInt8]) -> [UInt8] {
        digest(of: message.span)
    }
}

/// SHA-256 of a message that comes in parts, and then of the next one: the library's context is
/// made once, since making it costs more than hashing a short entry.
@safe
package struct SHA256Hasher: ~Copyable, @unchecked Sendable {
    /// Fetched once: a fetch by name for each use costs more than hashing a short entry.
    private static nonisolated(unsafe) let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    private let context: OpaquePointer

    /// A hasher at the start of its first message. Ends the process if libcrypto has no SHA-256 or
    /// no memory: no ledger can be kept without.
    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a digest")
        }
        require(unsafe EVP_DigestInit_ex2(context, Self.algorithm, nil))
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds the next bytes of the message.
    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            require(unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
        }
    }

    /// Adds one byte.
    package mutating func update(byte: UInt8) {
        var byte = byte
        require(unsafe EVP_DigestUpdate(context, &byte, 1))
    }

    /// Ends the message; the hasher is at the start of the next one.
    /// - Returns: the digest, as four big-endian numbers.
    package mutating func finish() -> Words256 {
        let digest = unsafe words256 { unsafe require(EVP_DigestFinal_ex(context, $0, nil)) }
        require(unsafe EVP_DigestInit_ex2(context, nil, nil))
        return digest
    }
}

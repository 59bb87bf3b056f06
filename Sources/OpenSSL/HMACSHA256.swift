import COpenSSL

/// HMAC-SHA256 (RFC 2104) under one key, for many messages one after the other: key and algorithm
/// are set up once.
@safe
package struct HMACSHA256: ~Copyable, @unchecked Sendable {
    private static nonisolated(unsafe) let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil)

    private let context: OpaquePointer

    /// Sets a key up.
    /// - Parameter key: of any length; libcrypto keeps a copy and wipes it at the end.
    /// - Throws: `library_failed` if libcrypto has no HMAC or no memory.
    package init(key: Span<UInt8>) throws(OpenSSLError) {
        guard let context = unsafe EVP_MAC_CTX_new(Self.algorithm) else {
            throw OpenSSLError("key HMAC-SHA256")
        }
        let status = unsafe Self.setKey(key, of: context)
        guard status == 1 else {
            unsafe EVP_MAC_CTX_free(context)
            throw OpenSSLError("key HMAC-SHA256")
        }
        unsafe self.context = context
    }

    /// Ends what is under way and begins under another key.
    mutating func setKey(_ key: Span<UInt8>) {
        let count = key.count
        require(unsafe key.withAddress { unsafe EVP_MAC_init(context, $0, count, nil) })
    }

    private static func setKey(_ key: Span<UInt8>, of context: OpaquePointer) -> Int32 {
        var digest = Array("SHA256".utf8CString)
        return unsafe digest.withUnsafeMutableBufferPointer { name in
            var parameters = unsafe [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            let count = key.count
            return unsafe key.withAddress { unsafe EVP_MAC_init(context, $0, count, &parameters) }
        }
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    /// Adds the next bytes of the message.
    package mutating func update(_ bytes: Span<UInt8>) {
        let count = bytes.count
        require(unsafe bytes.withAddress { unsafe EVP_MAC_update(context, $0, count) })
    }

    /// Ends the message; the next one begins under the same key.
    /// - Returns: the code, as four big-endian numbers.
    package mutating func finish() -> Words256 {
        let code = unsafe words256 {
            var count = 0
            unsafe require(EVP_MAC_final(context, $0, &count, 32))
        }
        require(unsafe EVP_MAC_init(context, nil, 0, nil))
        return code
    }

    /// The code of a whole message, as four big-endian numbers.
    package mutating func words(of message: Span<UInt8>) -> Words256 {
        update(message)
        return finish()
    }

    /// The code of one message under one key, 32 bytes.
    package static func code(of message: [UInt8], key: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        bytes(of: try ThreadHasher.current.code(of: message.span, key: key.span))
    }
}

import COpenSSL

/// An AES-256 context of libcrypto with its key set: what both modes share.
@safe
struct AES256Context: ~Copyable {
    /// The modes we use.
    enum Mode: String {
        case blocks = "AES-256-ECB"
        case counter = "AES-256-CTR"
    }

    private static nonisolated(unsafe) let blocks = unsafe EVP_CIPHER_fetch(
        nil, Mode.blocks.rawValue, nil)
    private static nonisolated(unsafe) let counter = unsafe EVP_CIPHER_fetch(
        nil, Mode.counter.rawValue, nil)

    private let context: OpaquePointer

    init(_ mode: Mode, key: Span<UInt8>) throws(OpenSSLError) {
        let operation = "key \(mode.rawValue)"
        guard key.count == 32 else {
            throw OpenSSLError(operation, length: key.count, expected: 32)
        }
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw OpenSSLError(operation) }
        let cipher = unsafe mode == .blocks ? Self.blocks : Self.counter
        let status = unsafe key.withAddress {
            unsafe EVP_EncryptInit_ex2(context, cipher, $0, nil, nil)
        }
        guard status == 1, unsafe EVP_CIPHER_CTX_set_padding(context, 0) == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw OpenSSLError(operation)
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Begins a message of the counter mode; the key stays.
    mutating func begin(iv: Span<UInt8>) {
        require(
            unsafe iv.withAddress { unsafe EVP_EncryptInit_ex2(context, nil, nil, $0, nil) })
    }

    /// Encrypts in place. In the block mode the length is a multiple of 16.
    mutating func encrypt(_ bytes: inout MutableSpan<UInt8>) {
        unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            guard var place = bytes.baseAddress else { return }
            var rest = bytes.count
            while rest > 0 {
                // libcrypto counts in Int32; a part is a multiple of the block.
                let part = min(rest, 1 << 30)
                var written: Int32 = 0
                unsafe require(EVP_EncryptUpdate(context, place, &written, place, Int32(part)))
                unsafe place += part
                rest -= part
            }
        }
    }
}

/// AES-256 in counter mode (NIST SP 800-38A) under one key. Encrypting and decrypting are the same
/// act; the counter is the whole IV, big-endian. It hides and does not authenticate.
package struct AES256CTR: ~Copyable, @unchecked Sendable {
    private var context: AES256Context

    /// Sets a key up.
    /// - Parameter key: 32 bytes.
    /// - Throws: `invalid_length`, or `library_failed` if libcrypto has no AES or no memory.
    package init(key: Span<UInt8>) throws(OpenSSLError) {
        context = try AES256Context(.counter, key: key)
    }

    /// Encrypts or decrypts a whole message in place.
    /// - Parameter iv: 16 bytes, never twice for two messages under one key.
    /// - Throws: `invalid_length`.
    package mutating func apply(
        iv: Span<UInt8>, to message: inout MutableSpan<UInt8>
    ) throws(OpenSSLError) {
        guard iv.count == 16 else {
            throw OpenSSLError("apply AES-256-CTR", length: iv.count, expected: 16)
        }
        context.begin(iv: iv)
        context.encrypt(&message)
    }

    /// Encrypts or decrypts a whole message.
    /// - Parameter iv: 16 bytes, never twice for two messages under one key.
    /// - Throws: `invalid_length`.
    package mutating func apply(
        iv: [UInt8], to message: [UInt8]
    ) throws(OpenSSLError) -> [UInt8] {
        var message = message
        var bytes = message.mutableSpan
        try apply(iv: iv.span, to: &bytes)
        return message
    }
}

/// AES-256 on single blocks under one key: a keyed permutation, from which a PRF of numbers is
/// made. Never for messages: equal blocks give equal results.
package struct AES256Block: ~Copyable, @unchecked Sendable {
    private var context: AES256Context

    /// Sets a key up.
    /// - Parameter key: 32 bytes.
    /// - Throws: `invalid_length`, or `library_failed` if libcrypto has no AES or no memory.
    package init(key: Span<UInt8>) throws(OpenSSLError) {
        context = try AES256Context(.blocks, key: key)
    }

    /// Encrypts each block of 16 bytes in place, all in one call.
    /// - Throws: `invalid_length` unless the length is a multiple of 16.
    package mutating func encrypt(_ blocks: inout MutableSpan<UInt8>) throws(OpenSSLError) {
        guard blocks.count % 16 == 0 else {
            let whole = (blocks.count / 16 + 1) * 16
            throw OpenSSLError("encrypt blocks", length: blocks.count, expected: whole)
        }
        context.encrypt(&blocks)
    }
}

import OpenSSL
import Testing

@Suite("AES-256")
struct AES256Tests {
    /// The key and the four blocks of NIST SP 800-38A, appendix F.
    static let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    static let plain = bytes(
        """
        6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 \
        30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
        """)

    @Test("Counter mode gives the bytes of SP 800-38A F.5.5, and F.5.6 back")
    func counter() throws {
        let iv = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
        let cipher = bytes(
            """
            601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 \
            2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6
            """)
        var context = try AES256CTR(key: Self.key.span)
        for length in [64, 0, 1, 17, 63] {
            let plain = Array(Self.plain.prefix(length))
            let encrypted = try context.apply(iv: iv, to: plain)
            #expect(encrypted == Array(cipher.prefix(length)))
            #expect(try context.apply(iv: iv, to: encrypted) == plain)
        }
    }

    @Test("The counter is the whole IV: it carries from the last byte into the first")
    func carry() throws {
        var context = try AES256CTR(key: Self.key.span)
        let stream = try context.apply(
            iv: [UInt8](repeating: 0xff, count: 16), to: [UInt8](repeating: 0, count: 32))
        let wrapped = try context.apply(
            iv: [UInt8](repeating: 0, count: 16), to: [UInt8](repeating: 0, count: 16))
        #expect(Array(stream.suffix(16)) == wrapped)
    }

    @Test("Blocks are encrypted as in SP 800-38A F.1.5, in one call or in several")
    func blocks() throws {
        let cipher = bytes(
            """
            f3eed1bdb5d2a03c064b5a7e3db181f8 591ccb10d410ed26dc5ba74a31362870 \
            b6ed21b99ca6f4f9f153e7b1beafed1d 23304b7a39f9f3ff067d8d8f9e24ecc7
            """)
        var context = try AES256Block(key: Self.key.span)
        for count in [4, 1, 3, 0] {
            var blocks = Array(Self.plain.prefix(16 * count))
            var span = blocks.mutableSpan
            try context.encrypt(&span)
            #expect(blocks == Array(cipher.prefix(16 * count)))
        }
    }

    @Test("Keys, IVs and blocks of a wrong size are refused", arguments: [0, 15, 17, 31, 33])
    func sizes(size: Int) throws {
        let wrong = [UInt8](repeating: 0, count: size)
        #expect(code { () throws(OpenSSLError) in _ = try AES256CTR(key: wrong.span) })
        #expect(code { () throws(OpenSSLError) in _ = try AES256Block(key: wrong.span) })
        #expect(
            code { () throws(OpenSSLError) in
                var context = try AES256CTR(key: Self.key.span)
                _ = try context.apply(iv: wrong, to: [1])
            })
        guard size > 0 else { return }
        #expect(
            code { () throws(OpenSSLError) in
                var context = try AES256Block(key: Self.key.span)
                var blocks = wrong
                var span = blocks.mutableSpan
                try context.encrypt(&span)
            })
    }

    /// Whether a body throws `invalid_length`.
    private func code(_ body: () throws(OpenSSLError) -> Void) -> Bool {
        do throws(OpenSSLError) {
            try body()
            return false
        } catch {
            return error.code == .invalidLength
        }
    }
}

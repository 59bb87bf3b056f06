import OpenSSL
import Testing

/// A test case of RFC 4231 section 4. Case 5 states only the first 16 bytes.
struct HMACVector: CustomTestStringConvertible {
    let number: Int
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    var testDescription: String { "RFC 4231 case \(number)" }

    static let all = [
        HMACVector(
            number: 1, key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        HMACVector(
            number: 2, key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        HMACVector(
            number: 3, key: [UInt8](repeating: 0xaa, count: 20),
            message: [UInt8](repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        HMACVector(
            number: 4, key: Array(1...25), message: [UInt8](repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        HMACVector(
            number: 5, key: [UInt8](repeating: 0x0c, count: 20),
            message: Array("Test With Truncation".utf8), code: "a3b6167473100ee06e0c796c2955552b"),
        HMACVector(
            number: 6, key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        HMACVector(
            number: 7, key: [UInt8](repeating: 0xaa, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than "
                    + "block-size data. The key needs to be hashed before being used by the "
                    + "HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]
}

@Suite("HMAC-SHA256")
struct HMACSHA256Tests {
    @Test("A message has the code of the RFC", arguments: HMACVector.all)
    func whole(vector: HMACVector) throws {
        let code = try HMACSHA256.code(of: vector.message, key: vector.key)
        #expect(code.count == 32)
        #expect(hexadecimal(code).hasPrefix(vector.code))
    }

    @Test("One key serves message after message, whole or in parts", arguments: HMACVector.all)
    func reuse(vector: HMACVector) throws {
        var keyed = try HMACSHA256(key: vector.key.span)
        for _ in 0..<3 {
            let code = keyed.words(of: vector.message.span)
            #expect(hexadecimal(bytes(of: code)).hasPrefix(vector.code))
            for byte in vector.message { keyed.update([byte].span) }
            #expect(hexadecimal(bytes(of: keyed.finish())).hasPrefix(vector.code))
        }
    }

    /// Computed with `openssl mac` of the same library's program, the key given as no digits.
    @Test("An empty key and an empty message are taken as they are")
    func empty() throws {
        #expect(
            hexadecimal(try HMACSHA256.code(of: [], key: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}

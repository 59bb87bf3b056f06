import OpenSSL
import Testing

/// A message and its digest. The first five are the examples that NIST publishes for FIPS 180-4.
struct DigestVector: CustomTestStringConvertible {
    let name: String
    let message: [UInt8]
    let digest: String

    var testDescription: String { name }

    static let all = [
        DigestVector(
            name: "nothing", message: [],
            digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        DigestVector(
            name: "abc", message: Array("abc".utf8),
            digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        DigestVector(
            name: "448 bits",
            message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            digest: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        DigestVector(
            name: "896 bits",
            message: Array(
                ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
            digest: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
        DigestVector(
            name: "a million letters a", message: [UInt8](repeating: 0x61, count: 1_000_000),
            digest: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]
}

@Suite("SHA-256")
struct SHA256Tests {
    @Test("A whole message has the digest of the standard", arguments: DigestVector.all)
    func whole(vector: DigestVector) {
        #expect(hexadecimal(SHA256.digest(of: vector.message)) == vector.digest)
        #expect(hexadecimal(bytes(of: SHA256.words(of: vector.message.span))) == vector.digest)
    }

    @Test("A message in parts has the digest of the whole", arguments: [1, 63, 64, 65, 1_000])
    func parts(size: Int) {
        var hasher = SHA256Hasher()
        for vector in DigestVector.all {
            let message = vector.message.span
            for start in stride(from: 0, to: message.count, by: size) {
                hasher.update(message.extracting(start..<min(start + size, message.count)))
            }
            #expect(hexadecimal(bytes(of: hasher.finish())) == vector.digest)
        }
    }

    @Test("Words are big-endian and in the order of the bytes")
    func order() {
        let words = SHA256.words(of: Array("abc".utf8).span)
        #expect(words.0 == 0xba78_16bf_8f01_cfea)
        #expect(words.1 == 0x4141_40de_5dae_2223)
        #expect(words.2 == 0xb003_61a3_9617_7a9c)
        #expect(words.3 == 0xb410_ff61_f200_15ad)
    }

    @Test(
        "A prefix byte comes before the message, as in the leaf and node hash of RFC 6962",
        arguments: [
            (0, "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (0, "L123456", "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"),
            (1, "N123N456", "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"),
        ] as [(UInt8, String, String)])
    func prefix(byte: UInt8, message: String, digest: String) {
        let message = Array(message.utf8)
        #expect(
            hexadecimal(bytes(of: SHA256.words(prefix: byte, of: message.span))) == digest)
        var hasher = SHA256Hasher()
        hasher.update(byte: byte)
        hasher.update(message.span)
        #expect(hexadecimal(bytes(of: hasher.finish())) == digest)
    }

    @Test("Threads that hash at once do not disturb one another")
    func threads() async {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2_000).allSatisfy { round in
                        let vector = DigestVector.all[(task + round) % 4]
                        return hexadecimal(SHA256.digest(of: vector.message)) == vector.digest
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

import Foundation
import OpenSSL
import Testing

/// A test of RFC 8032 section 7.1.
struct SignatureVector: CustomTestStringConvertible {
    let name: String
    let seed: [UInt8]
    let publicKey: [UInt8]
    let message: [UInt8]
    let signature: [UInt8]

    var testDescription: String { name }

    private init(
        _ name: String, seed: String, publicKey: String, message: String, signature: String
    ) {
        self.name = name
        self.seed = bytes(seed)
        self.publicKey = bytes(publicKey)
        self.message = bytes(message)
        self.signature = bytes(signature)
    }

    static let all = [
        SignatureVector(
            "RFC 8032 test 1",
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: """
                e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155 \
                5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
                """),
        SignatureVector(
            "RFC 8032 test 2",
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: """
                92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da \
                085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
                """),
        SignatureVector(
            "RFC 8032 test 3",
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: """
                6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac \
                18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
                """),
        SignatureVector(
            "RFC 8032 test SHA(abc)",
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: """
                ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a \
                2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
                """,
            signature: """
                dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589 \
                09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704
                """),
    ]
}

@Suite("Ed25519")
struct Ed25519Tests {
    @Test(
        "A seed gives the public key and the signature of the RFC", arguments: SignatureVector.all)
    func sign(vector: SignatureVector) throws {
        let key = try Ed25519PrivateKey(seed: vector.seed.span)
        #expect(key.publicKey == vector.publicKey)
        #expect(try key.sign(vector.message.span) == vector.signature)
    }

    @Test("A signature is valid for its message alone", arguments: SignatureVector.all)
    func verify(vector: SignatureVector) throws {
        let key = try Ed25519PublicKey(vector.publicKey.span)
        #expect(try key.isValid(signature: vector.signature.span, for: vector.message.span))
        #expect(
            try !key.isValid(
                signature: vector.signature.span, for: (vector.message + [0]).span))
        for index in vector.signature.indices {
            var changed = vector.signature
            changed[index] ^= 1
            #expect(try !key.isValid(signature: changed.span, for: vector.message.span))
        }
        for length in [0, 63, 65] {
            let resized = Array((vector.signature + [0]).prefix(length))
            #expect(try !key.isValid(signature: resized.span, for: vector.message.span))
        }
    }

    /// Signed notes of golang.org/x/mod/sumdb/note: four bytes of key id, then the signature; a
    /// verifier key is an algorithm byte, then the public key.
    @Test(
        "Signatures of signed notes are valid",
        arguments: [
            (
                "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
            ),
            (
                "ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
                "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
            ),
        ])
    func signedNotes(verifier: String, line: String) throws {
        let text = Array(
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            """.utf8)
        let publicKey = Array(try #require(Data(base64Encoded: verifier)).dropFirst())
        let signature = Array(try #require(Data(base64Encoded: line)).dropFirst(4))
        let key = try Ed25519PublicKey(publicKey.span)
        #expect(try key.isValid(signature: signature.span, for: text.span))
        #expect(try !key.isValid(signature: signature.span, for: Array(text.dropLast()).span))
    }

    @Test("The signer's key of a signed note signs the note as it stands")
    func signsNote() throws {
        let seed = Array(
            try #require(Data(base64Encoded: "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
                .dropFirst())
        let body = Array("example.com/behind-the-sofa\n20852163\n".utf8)
        let key = try Ed25519PrivateKey(seed: seed.span)
        #expect(
            Data([1] + key.publicKey).base64EncodedString()
                == "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let cosigned =
            Array("cosignature/v1\ntime 1679315147\n".utf8) + body
            + Array("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n".utf8)
        let line =
            "GLl4CwAAAABkGFDLJeR//pqzhnEKVvEm2wWbh2RJ6oru5+cUUfm5X9NnlaGr8aSH9QE5RVZD4QGlxl2F5UpVIIi94p178KLfqPPsAA=="
        let expected = Array(try #require(Data(base64Encoded: line)).dropFirst(12))
        #expect(try key.sign(cosigned.span) == expected)
    }

    @Test("A new seed is another one each time and signs what its public key accepts")
    func generate() throws {
        let seeds = try (0..<3).map { _ in try Ed25519PrivateKey.generateSeed() }
        #expect(Set(seeds).count == 3)
        let message = Array("checkpoint".utf8)
        for seed in seeds {
            let key = try Ed25519PrivateKey(seed: seed.span)
            let signature = try key.sign(message.span)
            let publicKey = key.publicKey
            let other = try Ed25519PublicKey(publicKey.span)
            #expect(try other.isValid(signature: signature.span, for: message.span))
        }
    }

    @Test("Seeds and keys of a wrong size are refused", arguments: [0, 31, 33])
    func sizes(size: Int) throws {
        let wrong = [UInt8](repeating: 1, count: size)
        #expect(throws: OpenSSLError.self) { try Ed25519PrivateKey(seed: wrong.span) }
        #expect(throws: OpenSSLError.self) { try Ed25519PublicKey(wrong.span) }
    }
}

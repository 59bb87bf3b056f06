import OpenSSL
import Testing

@Suite("Secrets")
struct SecretsTests {
    @Test("Random bytes come in the number asked for", arguments: [0, 1, 16, 32, 100_000])
    func count(count: Int) throws {
        #expect(try SecureRandom.bytes(count).count == count)
    }

    /// Chance fails this once in 2^120 runs.
    @Test("Random bytes are not drawn twice, and every place is filled")
    func draws() throws {
        let draws = try (0..<64).map { _ in try SecureRandom.bytes(32) }
        #expect(Set(draws).count == draws.count)
        for place in 0..<32 {
            #expect(draws.contains { $0[place] != 0 })
        }
    }

    @Test(
        "Equal secrets are equal, others are not",
        arguments: [
            ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false),
            ("secret", "secreT", false), ("secret", "Secret", false), ("secret", "secrets", false),
        ])
    func equality(first: String, second: String, expected: Bool) {
        let first = Array(first.utf8)
        let second = Array(second.utf8)
        #expect(constantTimeEquals(first.span, second.span) == expected)
        #expect(constantTimeEquals(second.span, first.span) == expected)
    }

    @Test("An error says what failed and what to do, and its codes are stable")
    func errors() {
        let key: [UInt8] = [1, 2]
        #expect {
            _ = try AES256CTR(key: key.span)
        } throws: { error in
            "\(error)"
                == "invalid_length: key AES-256-CTR: 2 bytes given, 32 needed. "
                + "Pass the number of bytes that the algorithm defines."
        }
        #expect(
            OpenSSLError.Code.allCases.map(\.rawValue) == [
                "invalid_key", "invalid_length", "library_failed", "random_failed",
            ])
    }
}

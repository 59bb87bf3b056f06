import COpenSSL

/// A cryptographic operation that failed: what was tried and what the library said. Holds no key,
/// no message and no part of either.
package struct OpenSSLError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case invalidKey = "invalid_key"
        case invalidLength = "invalid_length"
        case libraryFailed = "library_failed"
        case randomFailed = "random_failed"
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried, as a verb and a name: `sign Ed25519`.
    package let operation: String
    /// What was wrong, or what the library said.
    package let message: String

    /// A length that the algorithm does not take, in bytes.
    init(_ operation: String, length: Int, expected: Int) {
        self.code = .invalidLength
        self.operation = operation
        self.message = "\(length) bytes given, \(expected) needed"
    }

    /// A failure the library reports; takes its message off this thread's error queue.
    init(_ operation: String, code: Code = .libraryFailed) {
        self.code = code
        self.operation = operation
        let reason = unsafe ERR_reason_error_string(ERR_peek_last_error())
        self.message = unsafe reason.map { unsafe String(cString: $0) } ?? "no reason given"
        ERR_clear_error()
    }

    /// What the operator or the programmer should do.
    package var advice: String {
        switch code {
        case .invalidKey: "Check the key: it is not one of this algorithm."
        case .invalidLength: "Pass the number of bytes that the algorithm defines."
        case .libraryFailed: "Check that libcrypto 3 with its default provider is installed."
        case .randomFailed: "Check that the system's random source works; nothing was made."
        }
    }
}

extension OpenSSLError: CustomStringConvertible {
    package var description: String {
        "\(code.rawValue): \(operation): \(message). \(advice)"
    }
}

import COpenSSL

/// Bytes nobody can guess, from the library's generator, which the system seeds.
package enum SecureRandom {
    /// As many new bytes as are asked for.
    /// - Throws: `random_failed`.
    package static func bytes(_ count: Int) throws(OpenSSLError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        try fill(&span)
        return bytes
    }

    /// Replaces every byte by a new one.
    /// - Throws: `random_failed`; then no byte may be used.
    package static func fill(_ bytes: inout MutableSpan<UInt8>) throws(OpenSSLError) {
        let isFilled = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return true }
            return unsafe RAND_bytes_ex(nil, start, bytes.count, 0) == 1
        }
        guard isFilled else { throw OpenSSLError("draw random bytes", code: .randomFailed) }
    }
}

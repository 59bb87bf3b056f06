import CZstd

/// Compresses whole messages into zstd frames (RFC 8878) that name their content size. Its memory
/// is kept for the next message.
@safe
package struct ZstdCompressor: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer

    /// Makes a compressor of one level.
    /// - Parameter level: from 1, fastest, to 19, smallest. Levels above need windows that
    ///   `ZstdDecompressor` refuses.
    /// - Throws: `invalid_level`, `library_failed`.
    package init(level: Int = 3) throws(ZstdError) {
        guard (1...19).contains(level) else {
            throw ZstdError(.invalidLevel, "level \(level)")
        }
        guard let context = unsafe ZSTD_createCCtx() else {
            throw ZstdError(.libraryFailed, "no memory for a compressor")
        }
        let result = unsafe ZSTD_CCtx_setParameter(
            context, ZSTD_c_compressionLevel, Int32(level))
        guard ZSTD_isError(result) == 0 else {
            unsafe ZSTD_freeCCtx(context)
            throw ZstdError(result: result)
        }
        unsafe self.context = context
    }

    deinit {
        unsafe ZSTD_freeCCtx(context)
    }

    /// One frame that holds the message.
    /// - Throws: `library_failed`.
    package mutating func compress(_ message: Span<UInt8>) throws(ZstdError) -> [UInt8] {
        let size = message.count
        let capacity = ZSTD_compressBound(size)
        guard ZSTD_isError(capacity) == 0 else { throw ZstdError(result: capacity) }
        var result = 0
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { frame, count in
            result = unsafe message.withUnsafeBufferPointer {
                unsafe ZSTD_compress2(context, frame.baseAddress, capacity, $0.baseAddress, size)
            }
            count = ZSTD_isError(result) == 0 ? result : 0
        }
        guard ZSTD_isError(result) == 0 else { throw ZstdError(result: result) }
        return frame
    }
}

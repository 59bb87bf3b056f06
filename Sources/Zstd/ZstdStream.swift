import CZstd

/// Decompresses zstd frames (RFC 8878) of any origin as they arrive, a part at a time.
///
/// It holds the window and never the content, so what bounds the content is up to the caller: it
/// states the room for each part, and stops where it has had enough.
@safe
package struct ZstdStream: ~Copyable, @unchecked Sendable {
    /// The largest window it sets up, as a power of two: 8 MiB, what RFC 9659 lets a sender use.
    private static let windowBits: Int32 = 23

    private let context: OpaquePointer
    /// Whether a frame has ended and none has begun after it.
    private var isWhole = false

    /// - Throws: `library_failed`.
    package init() throws(ZstdError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw ZstdError(.libraryFailed, "no memory for a decompressor")
        }
        let result = unsafe ZSTD_DCtx_setParameter(
            context, ZSTD_d_windowLogMax, Self.windowBits)
        guard ZSTD_isError(result) == 0 else {
            unsafe ZSTD_freeDCtx(context)
            throw ZstdError(result: result)
        }
        unsafe self.context = context
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// Forgets what it read, and begins anew.
    package mutating func reset() {
        unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        isWhole = false
    }

    /// The next part of the content. Frames in a row are one content.
    ///
    /// There is more to be had from the same input as long as `position` is not at its end or the
    /// part fills the room.
    /// - Parameters:
    ///   - input: what arrived; the frames may be cut into inputs anywhere.
    ///   - position: the place in `input` to read on from; moved past what was read.
    ///   - room: the most bytes of the part, at least 1.
    /// - Throws: `window_too_large`, `corrupted`, `library_failed`.
    package mutating func read(
        _ input: Span<UInt8>, from position: inout Int, atMost room: Int
    ) throws(ZstdError) -> [UInt8] {
        // Called between frames without input, the library would wait for another frame.
        if isWhole && position == input.count { return [] }
        var result = 0
        let start = position
        var end = position
        let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { part, count in
            unsafe input.withUnsafeBufferPointer { input in
                var source = unsafe ZSTD_inBuffer(
                    src: input.baseAddress, size: input.count, pos: start)
                var output = unsafe ZSTD_outBuffer(dst: part.baseAddress, size: room, pos: 0)
                result = unsafe ZSTD_decompressStream(context, &output, &source)
                end = unsafe source.pos
                count = unsafe output.pos
            }
        }
        guard ZSTD_isError(result) == 0 else { throw ZstdError(result: result) }
        position = end
        isWhole = result == 0
        return part
    }

    /// Says that nothing more arrives.
    /// - Throws: `truncated` where a frame is not whole, or there was none.
    package func finish() throws(ZstdError) {
        guard isWhole else { throw ZstdError(.truncated, "the last frame is not whole") }
    }
}

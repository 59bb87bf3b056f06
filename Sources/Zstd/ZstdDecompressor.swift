import CZstd

/// Decompresses zstd frames (RFC 8878) of any origin into a stated room at most. Its memory is kept
/// for the next message.
@safe
package struct ZstdDecompressor: ~Copyable, @unchecked Sendable {
    /// The largest window it sets up, as a power of two: 8 MiB, what RFC 9659 lets a sender use.
    private static let windowBits: Int32 = 23

    private let context: OpaquePointer

    /// Makes a decompressor.
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

    /// The content of one frame or of several in a row.
    ///
    /// A frame that states its size is written where it belongs and needs no window; another one
    /// may ask for a window of 8 MiB.
    /// - Parameter maximumSize: the most bytes of content; no more memory is taken, whatever the
    ///   frame says.
    /// - Throws: `too_large`, `truncated`, `window_too_large`, `corrupted`, `library_failed`.
    package mutating func decompress(
        _ frames: Span<UInt8>, maximumSize: Int
    ) throws(ZstdError) -> [UInt8] {
        guard frames.count > 0 else { throw ZstdError(.truncated, "no frame") }
        unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        var content: [UInt8] = []
        var position = 0
        var isWhole = false
        var room = try firstRoom(frames, maximumSize: maximumSize)
        while !(isWhole && position == frames.count) {
            // One byte more than allowed tells "exactly the maximum" from "more than it".
            room = min(room, maximumSize - content.count + 1)
            let before = (position, content.count)
            isWhole = try step(frames, &position, appendingAtMost: room, to: &content)
            guard content.count <= maximumSize else {
                throw ZstdError(.tooLarge, "the content has more than \(maximumSize) bytes")
            }
            guard before != (position, content.count) else {
                throw ZstdError(.truncated, "the last frame is not whole")
            }
            room = max(content.count, 1 << 16)
        }
        return content
    }

    /// How much to make room for at first: what the first frame states, else a guess.
    private func firstRoom(_ frames: Span<UInt8>, maximumSize: Int) throws(ZstdError) -> Int {
        let size = frames.count
        let stated = unsafe frames.withUnsafeBufferPointer {
            unsafe ZSTD_getFrameContentSize($0.baseAddress, size)
        }
        // The two largest values say "not stated" and "not a frame"; the decoder tells which.
        guard stated < UInt64.max - 1 else { return 1 << 16 }
        guard stated <= UInt64(maximumSize) else {
            throw ZstdError(.tooLarge, "the frame states \(stated) of \(maximumSize) bytes")
        }
        return Int(stated)
    }

    /// - Returns: whether a frame has ended here.
    private mutating func step(
        _ frames: Span<UInt8>, _ position: inout Int, appendingAtMost room: Int,
        to content: inout [UInt8]
    ) throws(ZstdError) -> Bool {
        var result = 0
        let start = position
        var end = position
        let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { part, count in
            unsafe frames.withUnsafeBufferPointer { frames in
                var input = unsafe ZSTD_inBuffer(
                    src: frames.baseAddress, size: frames.count, pos: start)
                var output = unsafe ZSTD_outBuffer(dst: part.baseAddress, size: room, pos: 0)
                result = unsafe ZSTD_decompressStream(context, &output, &input)
                end = unsafe input.pos
                count = unsafe output.pos
            }
        }
        guard ZSTD_isError(result) == 0 else { throw ZstdError(result: result) }
        position = end
        if content.isEmpty { content = part } else { content += part }
        return result == 0
    }
}

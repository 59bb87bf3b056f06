import CZstd

/// Decompresses zstd frames (RFC 8878) of any origin, whole, into a stated room at most. Its memory
/// is kept for the next message.
package struct ZstdDecompressor: ~Copyable {
    /// What a first guess makes room for.
    private static let partBytesMin = 1 << 16

    private var stream: ZstdStream

    /// Makes a decompressor.
    /// - Throws: `library_failed`.
    package init() throws(ZstdError) { stream = try ZstdStream() }

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
        stream.reset()
        var content: [UInt8] = []
        var position = 0
        var isFilled = false
        var room = try firstRoom(frames, maximumSize: maximumSize)
        repeat {
            // One byte more than allowed tells "exactly the maximum" from "more than it".
            room = min(room, maximumSize - content.count)
            let part = try stream.read(frames, from: &position, atMost: room + 1)
            isFilled = part.count > room
            if content.isEmpty { content = part } else { content += part }
            guard content.count <= maximumSize else {
                throw ZstdError(.tooLarge, "the content has more than \(maximumSize) bytes")
            }
            room = max(content.count, Self.partBytesMin)
        } while position < frames.count || isFilled
        try stream.finish()
        return content
    }

    /// How much to make room for at first: what the first frame states, else a guess.
    private func firstRoom(_ frames: Span<UInt8>, maximumSize: Int) throws(ZstdError) -> Int {
        let size = frames.count
        let stated = unsafe frames.withUnsafeBufferPointer {
            unsafe ZSTD_getFrameContentSize($0.baseAddress, size)
        }
        // The two largest values say "not stated" and "not a frame"; the decoder tells which.
        guard stated < UInt64.max - 1 else { return Self.partBytesMin }
        guard stated <= UInt64(maximumSize) else {
            throw ZstdError(.tooLarge, "the frame states \(stated) of \(maximumSize) bytes")
        }
        return Int(stated)
    }
}

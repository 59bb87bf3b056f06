import CZlib

/// Decompresses gzip (RFC 1952) of any origin as it arrives, a part at a time. Headers, checksums
/// and lengths are checked by zlib.
///
/// It holds the window and never the content, so what bounds the content is up to the caller: it
/// states the room for each part, and stops where it has had enough.
@safe
package struct GzipStream: ~Copyable, @unchecked Sendable {
    /// The largest window, which every gzip file may use, and 16 for "gzip and nothing else".
    private static let windowBits = MAX_WBITS + 16

    /// The library counts in 32 bits what one call reads and writes.
    private static let partBytesMax = 1 << 30

    /// The library's state points back at its stream, so this must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether a member has ended and none has begun after it.
    private var isWhole = false

    /// - Throws: `library_failed`.
    package init() throws(ZlibError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe inflateInit2_(
            stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            let error = unsafe ZlibError(status: status, of: stream)
            unsafe stream.deallocate()
            throw error
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Forgets what it read, and begins anew.
    package mutating func reset() {
        unsafe inflateReset(stream)
        isWhole = false
    }

    /// The next part of the content. Members in a row are one content.
    ///
    /// There is more to be had from the same input as long as `position` is not at its end or the
    /// part fills the room.
    /// - Parameters:
    ///   - input: what arrived; the members may be cut into inputs anywhere.
    ///   - position: the place in `input` to read on from; moved past what was read.
    ///   - room: the most bytes of the part, at least 1.
    /// - Throws: `corrupted`, `library_failed`.
    package mutating func read(
        _ input: Span<UInt8>, from position: inout Int, atMost room: Int
    ) throws(ZlibError) -> [UInt8] {
        if isWhole {
            guard position < input.count else { return [] }
            // The window goes with it: a member cannot copy from the one before.
            reset()
        }
        var status = Z_OK
        let start = position
        let end = min(input.count, start + Self.partBytesMax)
        let room = min(room, Self.partBytesMax)
        var left = 0
        let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { part, count in
            unsafe input.withUnsafeBufferPointer { input in
                let input = input.extracting(start..<end)
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = uInt(input.count)
                unsafe stream.pointee.next_out = part.baseAddress
                unsafe stream.pointee.avail_out = uInt(room)
                status = unsafe inflate(stream, Z_NO_FLUSH)
                left = Int(unsafe stream.pointee.avail_in)
                count = room - Int(unsafe stream.pointee.avail_out)
            }
        }
        // There was room to write to, so all that the library can lack is bytes to read.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw unsafe ZlibError(status: status, of: stream)
        }
        position = end - left
        isWhole = status == Z_STREAM_END
        return part
    }

    /// Says that nothing more arrives.
    /// - Throws: `truncated` where a member is not whole, or there was none.
    package func finish() throws(ZlibError) {
        guard isWhole else { throw ZlibError(.truncated, "the last member is not whole") }
    }
}

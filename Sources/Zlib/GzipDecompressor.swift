import CZlib

/// Decompresses gzip (RFC 1952) of any origin into a stated room at most. Headers, checksums and
/// lengths are checked by zlib. Its memory is kept for the next message.
@safe
package struct GzipDecompressor: ~Copyable, @unchecked Sendable {
    /// The largest window, which every gzip file may use, and 16 for "gzip and nothing else".
    private static let windowBits = MAX_WBITS + 16

    /// The library counts in 32 bits what one call reads and writes.
    private static let partBytesMax = 1 << 30

    /// The library's state points back at its stream, so this must not move.
    private let stream: UnsafeMutablePointer<z_stream>

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

    /// Whether the bytes begin with the magic number of gzip, which no JSON text does.
    package static func isGzip(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1f, 0x8b])
    }

    /// The content of one member or of several in a row.
    /// - Parameters:
    ///   - members: whole members and nothing else.
    ///   - maximumSize: the most bytes of content; the work stops there, whatever the members hold.
    /// - Throws: `too_large`, `truncated`, `corrupted`, `library_failed`.
    package mutating func decompress(
        _ members: Span<UInt8>, maximumSize: Int
    ) throws(ZlibError) -> [UInt8] {
        var content: [UInt8] = []
        var position = 0
        repeat {
            // The window goes with it: a member cannot copy from the one before.
            unsafe inflateReset(stream)
            var isWhole = false
            while !isWhole {
                // One byte more than allowed tells "exactly the maximum" from "more than it".
                let room = min(
                    max(content.count, 1 << 16), maximumSize - content.count, Self.partBytesMax)
                isWhole = try step(members, &position, appendingAtMost: room + 1, to: &content)
                guard content.count <= maximumSize else {
                    throw ZlibError(.tooLarge, "the content has more than \(maximumSize) bytes")
                }
            }
        } while position < members.count
        return content
    }

    /// - Returns: whether a member has ended here.
    private mutating func step(
        _ members: Span<UInt8>, _ position: inout Int, appendingAtMost room: Int,
        to content: inout [UInt8]
    ) throws(ZlibError) -> Bool {
        var status = Z_OK
        let start = position
        let end = min(members.count, start + Self.partBytesMax)
        var left = 0
        let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { part, count in
            unsafe members.withUnsafeBufferPointer { members in
                let input = members.extracting(start..<end)
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = uInt(input.count)
                unsafe stream.pointee.next_out = part.baseAddress
                unsafe stream.pointee.avail_out = uInt(room)
                status = unsafe inflate(stream, Z_NO_FLUSH)
                left = Int(unsafe stream.pointee.avail_in)
                count = room - Int(unsafe stream.pointee.avail_out)
            }
        }
        // There was room to write to, so what the library lacked is bytes to read.
        guard status != Z_BUF_ERROR else {
            throw ZlibError(.truncated, "the last member is not whole")
        }
        guard status == Z_OK || status == Z_STREAM_END else {
            throw unsafe ZlibError(status: status, of: stream)
        }
        position = end - left
        if content.isEmpty { content = part } else { content += part }
        return status == Z_STREAM_END
    }
}

/// Decompresses gzip (RFC 1952) of any origin, whole, into a stated room at most. Its memory is
/// kept for the next message.
package struct GzipDecompressor: ~Copyable {
    /// What a first guess makes room for.
    private static let partBytesMin = 1 << 16

    /// What one part makes room for at most.
    private static let partBytesMax = 1 << 29

    private var stream: GzipStream

    /// - Throws: `library_failed`.
    package init() throws(ZlibError) { stream = try GzipStream() }

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
        stream.reset()
        var content: [UInt8] = []
        var position = 0
        var isFilled = false
        repeat {
            // One byte more than allowed tells "exactly the maximum" from "more than it".
            let room = min(
                max(content.count, Self.partBytesMin), maximumSize - content.count,
                Self.partBytesMax)
            let part = try stream.read(members, from: &position, atMost: room + 1)
            isFilled = part.count > room
            if content.isEmpty { content = part } else { content += part }
            guard content.count <= maximumSize else {
                throw ZlibError(.tooLarge, "the content has more than \(maximumSize) bytes")
            }
        } while position < members.count || isFilled
        try stream.finish()
        return content
    }
}

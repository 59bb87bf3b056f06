/// Feeds a stream that gives content for bytes, part by part, and says what it gives.
package enum StreamParts {
    /// A stream gave more than the room that it was told of.
    package struct RoomExceeded: Error {}

    /// - Parameters:
    ///   - bytes: what goes in, in parts of `inputBytes`.
    ///   - room: how much content is taken at once.
    ///   - read: the stream's own: bytes, the position in them that it moves, and the room.
    /// - Returns: the content.
    package static func read(
        _ bytes: [UInt8], inputBytes: Int, room: Int,
        by read: (Span<UInt8>, inout Int, Int) throws -> [UInt8]
    ) throws -> [UInt8] {
        var content: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let input = Array(bytes[start..<min(bytes.count, start + inputBytes)])
            var position = 0
            var isFilled = false
            while position < input.count || isFilled {
                let part = try read(input.span, &position, room)
                guard part.count <= room else { throw RoomExceeded() }
                isFilled = part.count == room
                content += part
            }
            start += input.count
        }
        return content
    }
}

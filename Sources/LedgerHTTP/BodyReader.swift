import HTTPTypes
import HummingbirdCore
import NIOCore

/// The body of a request as it arrives, decompressed, at most so many bytes of it.
///
/// It holds one part at a time, however small a body it is that grows without end.
struct BodyReader {
    /// The most bytes of content that one part has.
    private static let partBytes = 64 * 1024

    private var buffers: RequestBody.AsyncIterator
    private let decoder: (any ContentDecoder)?
    /// The most bytes of content, and of what they were compressed to.
    private let limit: Int
    private var contentBytes = 0
    private var arrivedBytes = 0
    /// What was received and is not yet decoded.
    private var input: [UInt8] = []
    private var position = 0
    /// Whether the decoder filled its room, so that it may hold more.
    private var isFilled = false
    private var isOver = false

    /// - Throws: `unsupported_encoding`.
    init(_ request: Request, limit: Int) throws(APIError) {
        buffers = request.body.makeAsyncIterator()
        decoder = try ContentEncoding.decoder(for: request.head)
        self.limit = limit
    }

    /// The next part of the content; nil at its end.
    /// - Throws: `too_large` once all that the limit allows was given out; `broken_body`,
    ///   `bad_encoding`.
    mutating func next() async throws(APIError) -> [UInt8]? {
        guard !isOver else { throw .tooLarge("\(limit) bytes") }
        while true {
            if let part = try decoded() { return counted(part) }
            guard let buffer = try await received() else {
                try decoder?.finish()
                return nil
            }
            arrivedBytes += buffer.readableBytes
            guard decoder == nil || arrivedBytes <= limit else { throw .tooLarge("\(limit) bytes") }
            let bytes = Array(buffer.readableBytesView)
            guard decoder != nil else {
                if bytes.isEmpty { continue }
                return counted(bytes)
            }
            input = bytes
            position = 0
        }
    }

    /// What of the content can be had without receiving more.
    private mutating func decoded() throws(APIError) -> [UInt8]? {
        guard let decoder else { return nil }
        while position < input.count || isFilled {
            let part = try decoder.read(input, from: &position, atMost: Self.partBytes)
            isFilled = part.count == Self.partBytes
            if !part.isEmpty { return part }
        }
        return nil
    }

    /// The part, or as much of it as the limit still allows.
    private mutating func counted(_ part: [UInt8]) -> [UInt8] {
        contentBytes += part.count
        guard contentBytes > limit else { return part }
        isOver = true
        return Array(part.dropLast(contentBytes - limit))
    }

    private mutating func received() async throws(APIError) -> ByteBuffer? {
        do {
            return try await buffers.next(isolation: #isolation)
        } catch {
            throw .brokenBody
        }
    }
}

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

    /// Puts the next part of the content in the place of the one before.
    /// - Returns: whether there was one.
    /// - Throws: `too_large` once all that the limit allows was given out; `broken_body`,
    ///   `bad_encoding`.
    mutating func next(into part: inout [UInt8]) async throws(APIError) -> Bool {
        guard !isOver else { throw .tooLarge("\(limit) bytes") }
        while true {
            if try decode(into: &part) { return true }
            guard let buffer = try await received() else {
                try decoder?.finish()
                return false
            }
            arrivedBytes += buffer.readableBytes
            guard decoder == nil || arrivedBytes <= limit else { throw .tooLarge("\(limit) bytes") }
            if decoder != nil {
                input = Array(buffer.readableBytesView)
                position = 0
            } else if buffer.readableBytes > 0 {
                part.removeAll(keepingCapacity: true)
                part.append(contentsOf: buffer.readableBytesView)
                count(&part)
                return true
            }
        }
    }

    /// What of the content can be had without receiving more.
    private mutating func decode(into part: inout [UInt8]) throws(APIError) -> Bool {
        guard let decoder else { return false }
        while position < input.count || isFilled {
            part = try decoder.read(input, from: &position, atMost: Self.partBytes)
            isFilled = part.count == Self.partBytes
            if !part.isEmpty {
                count(&part)
                return true
            }
        }
        return false
    }

    /// Leaves of the part what the limit still allows.
    private mutating func count(_ part: inout [UInt8]) {
        contentBytes += part.count
        guard contentBytes > limit else { return }
        isOver = true
        part.removeLast(contentBytes - limit)
    }

    private mutating func received() async throws(APIError) -> ByteBuffer? {
        do {
            return try await buffers.next(isolation: #isolation)
        } catch {
            throw .brokenBody
        }
    }
}

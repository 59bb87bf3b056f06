import HTTPTypes
import Zlib
import Zstd

/// Undoes a `Content-Encoding` as the content arrives.
///
/// Used by one task; not safe to share. Errors are `bad_encoding` for what is not that encoding and
/// `broken_body` for what ends too early.
protocol ContentDecoder: AnyObject {
    /// The next part of the content. There is more from the same input as long as `position` is not
    /// at its end or the part fills the room.
    func read(
        _ input: [UInt8], from position: inout Int, atMost room: Int
    ) throws(APIError) -> [UInt8]

    /// Says that nothing more arrives.
    func finish() throws(APIError)
}

/// The encodings of content that are understood.
enum ContentEncoding: String, CaseIterable {
    case gzip
    case zstd

    /// The decoder for what a request says of its body; nil for a body as it is.
    /// - Throws: `unsupported_encoding`.
    static func decoder(for request: HTTPRequest) throws(APIError) -> (any ContentDecoder)? {
        let field = request.headerFields[.contentEncoding]?.lowercased() ?? "identity"
        if field == "identity" { return nil }
        // RFC 9110 section 8.4.1.3: the two names are one encoding.
        switch field == "x-gzip" ? .gzip : ContentEncoding(rawValue: field) {
        case .gzip: return try GzipContent()
        case .zstd: return try ZstdContent()
        case nil: throw .unsupportedEncoding
        }
    }
}

extension APIError {
    fileprivate static let unsupportedEncoding: APIError = {
        let names = ContentEncoding.allCases.map(\.rawValue)
        var error = APIError(
            .unsupportedMediaType, "unsupported_encoding",
            "Send the body with Content-Encoding \(names.joined(separator: " or ")), or without.")
        // RFC 9110 section 12.5.3: what may be sent instead.
        error.headers[.acceptEncoding] = names.joined(separator: ", ")
        return error
    }()

    fileprivate static func badEncoding(_ name: ContentEncoding, _ advice: String) -> APIError {
        APIError(
            .badRequest, "bad_encoding",
            "The body is not \(name.rawValue) as it should be. \(advice)")
    }
}

private final class GzipContent: ContentDecoder {
    private var stream: GzipStream

    init() throws(APIError) {
        do throws(ZlibError) {
            stream = try GzipStream()
        } catch {
            throw APIError(error)
        }
    }

    func read(
        _ input: [UInt8], from position: inout Int, atMost room: Int
    ) throws(APIError) -> [UInt8] {
        do throws(ZlibError) {
            return try stream.read(input.span, from: &position, atMost: room)
        } catch {
            throw APIError(error)
        }
    }

    func finish() throws(APIError) {
        do throws(ZlibError) {
            try stream.finish()
        } catch {
            throw APIError(error)
        }
    }
}

extension APIError {
    fileprivate init(_ error: ZlibError) {
        switch error.code {
        case .corrupted, .tooLarge: self = .badEncoding(.gzip, error.advice)
        case .truncated: self = .brokenBody
        case .libraryFailed: self = .noMemory
        }
    }
}

private final class ZstdContent: ContentDecoder {
    private var stream: ZstdStream

    init() throws(APIError) {
        do throws(ZstdError) {
            stream = try ZstdStream()
        } catch {
            throw APIError(error)
        }
    }

    func read(
        _ input: [UInt8], from position: inout Int, atMost room: Int
    ) throws(APIError) -> [UInt8] {
        do throws(ZstdError) {
            return try stream.read(input.span, from: &position, atMost: room)
        } catch {
            throw APIError(error)
        }
    }

    func finish() throws(APIError) {
        do throws(ZstdError) {
            try stream.finish()
        } catch {
            throw APIError(error)
        }
    }
}

extension APIError {
    fileprivate init(_ error: ZstdError) {
        switch error.code {
        case .corrupted, .tooLarge, .windowTooLarge, .invalidLevel:
            self = .badEncoding(.zstd, error.advice)
        case .truncated: self = .brokenBody
        case .libraryFailed: self = .noMemory
        }
    }

    fileprivate static let noMemory: APIError = {
        var error = APIError(
            .serviceUnavailable, "busy",
            "There is no memory to decompress the body now; send it again in a few seconds.")
        error.headers[.retryAfter] = "2"
        return error
    }()
}

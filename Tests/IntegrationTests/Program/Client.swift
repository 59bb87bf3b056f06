import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Somebody who talks to a server, with a token.
struct Client: Sendable {
    let http: HTTPClient
    /// Scheme, host and port.
    let url: String
    let token: String

    /// Longer than any answer takes on a busy machine.
    private static let answerWithin = TimeAmount.minutes(2)
    private static let bytesMax = 64 * 1024 * 1024

    /// Sends one request, once.
    /// - Throws: where no whole answer came: the sender cannot know what became of the request.
    func send(
        _ method: Method, _ path: String, _ body: Body? = nil, headers: [String: String] = [:]
    ) async throws(NoAnswer) -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers.add(name: "authorization", value: "Bearer \(token)")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            request.headers.add(name: "content-type", value: body.type)
            request.body = .bytes(body.data)
        }
        do {
            let response = try await http.execute(request, timeout: Self.answerWithin)
            let bytes = try await response.body.collect(upTo: Self.bytesMax)
            return Answer(
                status: Int(response.status.code), headers: response.headers,
                body: Data(bytes.readableBytesView))
        } catch {
            throw NoAnswer(
                isTimeout: (error as? HTTPClientError) == .deadlineExceeded, cause: "\(error)")
        }
    }

    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
    }

    /// What goes with a request.
    struct Body {
        var type: String
        var data: Data

        static func json(_ json: JSON) -> Body {
            Body(type: "application/json", data: json.data)
        }

        static func lines(_ lines: [JSON]) -> Body {
            let data = lines.reduce(into: Data()) { $0 += $1.data + [UInt8(ascii: "\n")] }
            return Body(type: "application/x-ndjson", data: data)
        }
    }

    /// No whole answer came.
    struct NoAnswer: Error {
        /// The server was there and said nothing.
        var isTimeout: Bool
        var cause: String
    }
}

/// What a server answered.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: Data

    /// The position of what the answer shows: the sequence after the last entry.
    var position: UInt64? { headers.first(name: "ledger-sequence").flatMap(UInt64.init) }
    /// Whether it repeats the answer to an earlier command.
    var isReplay: Bool { headers.first(name: "idempotent-replayed") == "true" }

    var json: JSON {
        get throws { try JSON(parsing: body) }
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

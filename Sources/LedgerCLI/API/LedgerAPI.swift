import Foundation

/// A way to the `/v1` API of one ledger: over HTTP, or in this process.
///
/// An answer with a refusal is an answer; only what prevents one is thrown. Nothing is sent twice.
protocol LedgerAPI: Sendable {
    /// - Throws: where no answer came.
    func send(_ request: APIRequest) async throws(Failure) -> APIAnswer

    /// Lets go of the ledger; nothing is sent after it.
    func close() async
}

/// One request of the API.
struct APIRequest: Sendable {
    enum Method: String {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    var method: Method
    /// The path, percent-encoded, from the first slash on.
    var path: String
    /// What follows `?`, not encoded; what is nil is left out.
    var query: [(name: String, value: String)] = []
    var contentType = "application/json"
    var body: [UInt8] = []
    /// Why, where it changes something.
    var reason: String?

    /// A request below `/v1`.
    /// - Parameters:
    ///   - method: what to do with it.
    ///   - segments: of the path, not encoded.
    ///   - query: what is nil is left out.
    ///   - json: the body, if there is one.
    init(
        _ method: Method, _ segments: [String],
        query: KeyValuePairs<String, String?> = [:], json: JSONValue? = nil
    ) {
        self.method = method
        path = "/v1" + segments.map { "/" + PercentEncoding.of($0) }.joined()
        self.query = query.compactMap { name, value in value.map { (name, $0) } }
        body = json?.bytes ?? []
    }

    /// Whether the server takes traffic; everybody may ask.
    static let readiness: APIRequest = {
        var request = APIRequest(.get, [])
        request.path = "/readyz"
        return request
    }()

    /// What the request says beside its body.
    var headers: [(name: String, value: String)] {
        var headers = [(name: "accept", value: "application/json")]
        if !body.isEmpty { headers.append(("content-type", contentType)) }
        if let reason { headers.append(("ledger-reason", reason)) }
        return headers
    }

    /// Path and query, as they stand in a request line.
    var target: String {
        if query.isEmpty { return path }
        let items = query.map { PercentEncoding.of($0.name) + "=" + PercentEncoding.of($0.value) }
        return path + "?" + items.joined(separator: "&")
    }
}

/// What the API said.
struct APIAnswer: Sendable {
    /// Where an answer says how many entries the view holds that it shows.
    static let sequenceHeader = "ledger-sequence"
    /// Where a refusal says after how many seconds the same may pass.
    static let retryHeader = "retry-after"

    var status: Int
    /// The values of those headers.
    var sequence: String?
    var retryAfter: String?
    var body: [UInt8]

    /// The answer, if the request was carried out.
    /// - Throws: the refusal as a sentence for people.
    func accepted() throws(Failure) -> APIAnswer {
        if (200..<300).contains(status) { return self }
        throw Problem(self).failure
    }

    /// The answer as a value.
    func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws(Failure) -> Value {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw Failure(
                .refused,
                "The server's answer is not what this version expects; use the keyledger of the "
                    + "server, or --output json.")
        }
    }
}

/// Percent-encoding after RFC 3986: all but the unreserved characters, as UTF-8.
package enum PercentEncoding {
    /// The text as one part of a URL.
    package static func of(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdCore
package import LedgerService
import Logging
import NIOCore
import Synchronization

/// The API within the process, without a socket: the same routes and answers, for whoever holds the
/// data folder. It acts as the operator, needs no token and may do everything.
package struct LocalAPI: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        /// By lower-case name.
        package let headers: [String: String]
        package let body: [UInt8]
    }

    private let responder: RouterResponder<APIContext>
    private let logger: Logger

    package init(ledger: Ledger) {
        responder = API(ledger: ledger).responder(OperatorAuthentication())
        logger = Logger(label: "keyledger.local") { _ in SwiftLogNoOpLogHandler() }
    }

    /// Answers one request.
    /// - Parameters:
    ///   - path: begins with `/`; its parts are percent-encoded where they need it.
    ///   - query: names and values, in clear; they are encoded here.
    ///   - headers: by name.
    /// - Returns: what the server would answer; a problem document where something is wrong.
    package func send(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [],
        headers: [String: String] = [:], body: [UInt8] = []
    ) async -> Answer {
        guard let method = HTTPRequest.Method(method) else {
            return Answer(status: 400, headers: [:], body: [])
        }
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost",
                path: path + QueryText.text(of: query), headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        return await responder.answer(
            to: request, APIContext(source: LocalSource(logger: logger)))
    }
}

extension RouterResponder<APIContext> {
    /// Answers within the process.
    func answer(to request: Request, _ context: APIContext) async -> LocalAPI.Answer {
        let collected = CollectedBody()
        do {
            let response = try await respond(to: request, context: context)
            try await response.body.write(collected)
            var headers: [String: String] = [:]
            for field in response.headers { headers[field.name.canonicalName] = field.value }
            return LocalAPI.Answer(
                status: response.status.code, headers: headers, body: collected.bytes)
        } catch {
            return LocalAPI.Answer(status: 500, headers: [:], body: [])
        }
    }
}

/// What was written of a response.
private final class CollectedBody: ResponseBodyWriter, Sendable {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        collected.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

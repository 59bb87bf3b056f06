import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LedgerCore
import LedgerService
import NIOCore

/// One request on its way to an answer: who asks, and for what.
struct Call: Sendable {
    let request: Request
    let context: APIContext
    let caller: Caller
    let api: API

    var ledger: Ledger { api.ledger }

    /// Whether a proxy says that it only passes the request on.
    var isForwarded: Bool {
        request.headers.contains(.forwarded) || request.headers.contains(.forwardedFor)
    }

    /// A part of the path.
    func path(_ name: String) -> String {
        guard let text = context.parameters.get(name) else { return "" }
        return text.removingPercentEncoding ?? text
    }

    /// The query, in which nothing but the named parameters may stand.
    func query(_ names: String...) throws(APIError) -> Query {
        try Query(request.uri, names: names)
    }

    /// The body, which must be an object of that kind.
    func body<Body: StrictBody>(_ type: Body.Type) async throws(APIError) -> Body {
        try JSON.decode(type, from: try await bytes(Limits.jsonBytes))
    }

    /// The body of a request that may do without: none is an empty object.
    func optionalBody<Body: StrictBody>(_ type: Body.Type) async throws(APIError) -> Body {
        let bytes = try await bytes(Limits.jsonBytes)
        return try JSON.decode(type, from: bytes.isEmpty ? Array("{}".utf8) : bytes)
    }

    /// The whole body, decompressed.
    /// - Throws: `too_large` as soon as it is longer than `limit`.
    func bytes(_ limit: Int) async throws(APIError) -> [UInt8] {
        var body = try BodyReader(request, limit: limit)
        var bytes: [UInt8] = []
        var part: [UInt8] = []
        while try await body.next(into: &part) { bytes += part }
        return bytes
    }

    /// The caller's name for the command, from `Idempotency-Key` (a bare word or a quoted one).
    func commandID() throws(APIError) -> CommandID? {
        guard var text = request.headers[.idempotencyKey] else { return nil }
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
            text = String(text.dropFirst().dropLast())
        }
        guard (1...Limits.nameBytes).contains(text.utf8.count) else {
            throw .invalid("Idempotency-Key", "must be 1 to \(Limits.nameBytes) bytes")
        }
        return CommandID(source: caller.source, id: text)
    }

    /// Carries out a command.
    /// - Parameter id: nil for a command that may be repeated without harm.
    func execute(_ action: Action, id: CommandID? = nil) async throws(APIError) -> Receipt {
        do throws(Rejection) {
            return try await ledger.execute(Command(caller: caller, action: action, id: id))
        } catch {
            throw APIError(error)
        }
    }
}

/// Turns a refusal of the ledger into one of the API.
func refusing<Value>(_ body: () throws(Rejection) -> Value) throws(APIError) -> Value {
    do throws(Rejection) {
        return try body()
    } catch {
        throw APIError(error)
    }
}

/// Does what reads much of the log on threads of its own: those of the tasks stay free for what is
/// quick.
func reading<Value: Sendable>(
    _ body: @escaping @Sendable () throws(LedgerError) -> Value
) async throws(APIError) -> Value {
    let result: Result<Value, LedgerError> = await withCheckedContinuation { waiting in
        readingQueue.async {
            waiting.resume(returning: Result { () throws(LedgerError) in try body() })
        }
    }
    do throws(LedgerError) {
        return try result.get()
    } catch {
        throw APIError(error)
    }
}

private let readingQueue = DispatchQueue(label: "keyledger.reading", attributes: .concurrent)

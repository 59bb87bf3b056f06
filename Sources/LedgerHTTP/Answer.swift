import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LedgerCore
import LedgerService
import NIOCore

/// What a route answers, and the position of the view it shows.
struct Answer {
    var status: HTTPResponse.Status
    var headers = HTTPFields()
    var body: [UInt8]
    var position: UInt64

    /// JSON in the order of names, so that the same content is the same bytes.
    /// - Throws: only what a value that JSON cannot hold would cause.
    static func json(
        _ value: some Encodable, _ view: LedgerView, status: HTTPResponse.Status = .ok
    ) throws(APIError) -> Answer {
        Answer(
            status: status, headers: [.contentType: "application/json"],
            body: try JSON.encode(value), position: view.position)
    }

    static func text(
        _ text: String, _ view: LedgerView, status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Answer {
        Answer(
            status: status, headers: [.contentType: type], body: Array(text.utf8),
            position: view.position)
    }

    static func empty(_ view: LedgerView) -> Answer {
        Answer(status: .noContent, body: [], position: view.position)
    }

    var response: Response {
        var headers = headers
        headers[.ledgerSequence] = String(position)
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

enum JSON {
    static let decoder = JSONDecoder()

    static func encode(_ value: some Encodable) throws(APIError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw .unwritable
        }
    }
}

extension HTTPField.Name {
    private static func name(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("no header name: \(name)")
        }
        return name
    }

    /// The position of the view that the answer shows.
    static let ledgerSequence = name("Ledger-Sequence")
    /// Why the caller does it; kept with the entries that result.
    static let ledgerReason = name("Ledger-Reason")
    /// The principal whom the caller acts for.
    static let ledgerActor = name("Ledger-Actor")
    /// A way in that the key systems have and this API does not; it is looked at for credentials that
    /// contradict.
    static let apiKey = name("X-API-Key")
    static let requestID = name("X-Request-Id")
    static let idempotencyKey = name("Idempotency-Key")
    /// Where the next page of a list begins that says so nowhere else.
    static let ledgerNextCursor = name("Ledger-Next-Cursor")
    static let forwarded = name("Forwarded")
    static let forwardedFor = name("X-Forwarded-For")
    /// The command was carried out before, and this repeats its answer.
    static let idempotentReplayed = name("Idempotent-Replayed")
}

/// A member that is there and null where it has no value.
@propertyWrapper
struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

/// One page of a list.
struct ListAnswer<Item: Encodable & Sendable>: Encodable {
    var data: [Item]
    /// Opaque to callers; to be sent as `cursor` for the page after.
    @Nullable var nextCursor: String?
    var hasMore: Bool

    init<Source>(
        _ page: Page<Source, some CursorPlace>, _ item: (Source) throws(APIError) -> Item
    ) throws(APIError) {
        var data: [Item] = []
        for source in page.items { data.append(try item(source)) }
        self.data = data
        nextCursor = page.next?.cursor
        hasMore = page.next != nil
    }

    private enum CodingKeys: String, CodingKey {
        case data
        case nextCursor = "next_cursor"
        case hasMore = "has_more"
    }
}

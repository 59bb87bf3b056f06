import Foundation
import Hummingbird
import HummingbirdCore
import LedgerCore
import LedgerService

/// The parameters of a request's query.
struct Query {
    private var values: [String: String] = [:]

    static let pageItems = 100

    /// - Throws: `unknown_field` for a parameter of another name; `invalid_field` for one that is
    ///   there twice.
    init(_ uri: URI, names: [String]) throws(APIError) {
        for part in (uri.query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decode(pair[0])
            guard names.contains(name) else {
                throw .unknownField(Redaction.shownName(name))
            }
            guard values[name] == nil else { throw .invalid(name, "is there twice") }
            values[name] = pair.count > 1 ? Self.decode(pair[1]) : ""
        }
    }

    private static func decode(_ text: Substring) -> String {
        let spaced = text.replacingOccurrences(of: "+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }

    subscript(name: String) -> String? { values[name] }

    func required(_ name: String) throws(APIError) -> String {
        guard let value = values[name] else { throw .invalid(name, "is missing") }
        return value
    }

    /// One of the named values of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) throws(APIError) -> Word? where Word.RawValue == String {
        guard let text = values[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(name, "must be one of \(words)")
        }
        return word
    }

    func flag(_ name: String) throws(APIError) -> Bool {
        switch values[name] {
        case nil, "false": false
        case "true", "": true
        default: throw .invalid(name, "must be true or false")
        }
    }

    func time(_ name: String) throws(APIError) -> Timestamp? {
        guard let text = values[name] else { return nil }
        // A plus that was not escaped has become a space, and an offset wants it back.
        guard let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text.plusBeforeOffset)
        else { throw .invalid(name, Timestamp.expectation) }
        return time
    }

    /// `from` (inclusive) and `to` (exclusive); nil where neither is there.
    func times() throws(APIError) -> Range<Timestamp>? {
        let (from, to) = (try time("from"), try time("to"))
        guard from != nil || to != nil else { return nil }
        let first = from ?? Timestamp(microseconds: .min)
        let end = to ?? Timestamp(microseconds: .max)
        guard first <= end else { throw .invalid("to", "must not lie before from") }
        return first..<end
    }

    /// - Throws: `invalid_field` for a limit out of range and for what is no cursor.
    func page<Place: CursorPlace>() throws(APIError) -> PageRequest<Place> {
        var request = PageRequest<Place>(limit: Self.pageItems)
        if let text = values["limit"] {
            guard let limit = Int(text), (1...Limits.pageItems).contains(limit) else {
                throw .invalid("limit", "must be 1 to \(Limits.pageItems)")
            }
            request.limit = limit
        }
        if let text = values["cursor"] {
            guard let place = Place(cursor: text) else {
                throw APIError(Rejection.foreignCursor)
            }
            request.start = place
        }
        return request
    }
}

extension String {
    /// `2026-11-21T03:05:00 01:00` with its plus again.
    fileprivate var plusBeforeOffset: String {
        guard let space = lastIndex(of: " "), distance(from: space, to: endIndex) == 6 else {
            return self
        }
        return self[..<space] + "+" + self[index(after: space)...]
    }
}

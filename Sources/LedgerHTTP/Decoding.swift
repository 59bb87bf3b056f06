import Foundation
import JSONText
import LedgerCore

/// The body of a request: an object whose every member is known, so that what is misspelt is
/// refused by name and never passed over.
protocol StrictBody: Decodable, Sendable {
    associatedtype CodingKeys: CodingKey
}

/// An object that is refused where it has a member of another name.
struct Strict<Body: StrictBody>: Decodable, Sendable {
    let body: Body

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: AnyKey.self).allKeys
        for member in members where Body.CodingKeys(stringValue: member.stringValue) == nil {
            throw UnknownField(path: decoder.codingPath + [member])
        }
        body = try Body(from: decoder)
    }
}

private struct UnknownField: Error {
    let path: [any CodingKey]
}

/// A member whose value is of the right kind and yet no good.
private struct InvalidField: Error {
    let path: [any CodingKey]
    let problem: String
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// A member of a change: not there (it stays), null (it is removed), or another value.
enum Change<Value: Decodable & Sendable>: Decodable, Sendable {
    case stays
    case removed
    case becomes(Value)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .removed : .becomes(try container.decode(Value.self))
    }

    /// The new value; nil where it stays.
    /// - Throws: `invalid_field` for null, where the thing cannot be without it.
    func required(_ field: String) throws(APIError) -> Value? {
        switch self {
        case .stays: nil
        case .removed: throw .invalid(field, "cannot be removed; leave it out to keep it")
        case .becomes(let value): value
        }
    }
}

extension KeyedDecodingContainer {
    /// Chosen by the compiler for members of type `Change`, so that one that is not there is no
    /// error.
    func decode<Value>(
        _ type: Change<Value>.Type, forKey key: Key
    ) throws -> Change<Value> {
        contains(key) ? try Change(from: superDecoder(forKey: key)) : .stays
    }
}

extension JSON {
    /// What is said to be expected of what is no JSON object.
    private static let expected = "a JSON object"

    /// - Throws: `malformed_json`, `invalid_utf8`, `too_deep`, `duplicate_name`; or what is wrong with
    ///   a field.
    static func decode<Body: StrictBody>(
        _ type: Body.Type, from bytes: [UInt8]
    ) throws(APIError) -> Body {
        // Foundation keeps the last of two members of one name, and says nothing.
        do throws(JSONFault) {
            var reader = try JSONReader(bytes[...], depthMax: Limits.jsonDepth)
            try reader.skip()
            try reader.finish()
        } catch {
            throw APIError(error, expected: expected)
        }
        do {
            return try decoder.decode(Strict<Body>.self, from: Data(bytes)).body
        } catch {
            throw fault(error)
        }
    }

    /// What is wrong with a body, in terms of its fields.
    private static func fault(_ error: any Error) -> APIError {
        func invalid(_ path: [any CodingKey], _ problem: String) -> APIError {
            path.isEmpty ? .malformedJSON(expected) : .invalid(name(of: path), problem)
        }
        switch error {
        case let error as UnknownField:
            return .unknownField(name(of: error.path))
        case let error as InvalidField: return invalid(error.path, error.problem)
        case DecodingError.keyNotFound(let key, let context):
            return invalid(context.codingPath + [key], "is missing")
        case DecodingError.typeMismatch(let type, let context),
            DecodingError.valueNotFound(let type, let context):
            return invalid(context.codingPath, "must be \(kind(of: type))")
        case DecodingError.dataCorrupted(let context):
            return invalid(context.codingPath, "has a value that is not allowed here")
        default: return .malformedJSON(expected)
        }
    }

    /// `caps[0].limit`. Of a name that came from outside no more than the start is repeated.
    private static func name(of path: some Sequence<any CodingKey>) -> String {
        path.reduce(into: "") { name, key in
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += (name.isEmpty ? "" : ".") + Redaction.shownName(key.stringValue)
            }
        }
    }

    private static func kind(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "an integer"
        case is [String: Int64].Type, is [String: Any].Type: "an object"
        case is any Collection.Type: "an array"
        default: "of another type"
        }
    }
}

/// An integer. JSON knows one kind of number; a fraction or a number too large is said of its
/// field.
struct Whole<Value: FixedWidthInteger & Decodable & Sendable>: Decodable, Sendable {
    let value: Value

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            value = try container.decode(Value.self)
        } catch let error as DecodingError {
            throw error
        } catch {
            // Foundation says it with an error of its own that names no field.
            throw InvalidField(path: decoder.codingPath, problem: "must be an integer in range")
        }
    }
}

extension Decoder {
    /// A value that is one of a few words.
    /// - Parameter choice: the words, as they are told to whoever sent another.
    func word<Word: RawRepresentable>(_ choice: String) throws -> Word
    where Word.RawValue == String {
        let text = try singleValueContainer().decode(String.self)
        guard let word = Word(rawValue: text) else {
            throw InvalidField(path: codingPath, problem: "must be \(choice)")
        }
        return word
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = Timestamp(rfc3339: try container.decode(String.self)) else {
            throw InvalidField(
                path: decoder.codingPath, problem: Timestamp.expectation)
        }
        self = time
    }

    /// What is said of a text that is no time.
    static let expectation = "must be an RFC 3339 time such as 2026-11-21T03:05:00Z"

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}

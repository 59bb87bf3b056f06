import Foundation

/// Any JSON of the API, which knows no fractions.
enum JSON: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(parsing data: Data) throws {
        self.init(try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
    }

    private init(_ value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let members as [String: Any]: self = .object(members.mapValues { JSON($0) })
        case let items as [Any]: self = .array(items.map { JSON($0) })
        // Foundation's numbers and booleans cast to each other; only the encoding tells them apart.
        case let number as NSNumber where unsafe number.objCType.pointee == CChar(0x63):
            self = .boolean(number.boolValue)
        case let number as NSNumber: self = .integer(number.int64Value)
        default: self = .null
        }
    }

    /// One line, names sorted.
    var data: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // No case holds anything that JSON cannot say, so this does not fail.
        return (try? encoder.encode(self)) ?? Data()
    }

    /// The object of the members that are there.
    static func object(present members: KeyValuePairs<String, JSON?>) -> JSON {
        var object: [String: JSON] = [:]
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    /// A member of an object. Null is as good as absent.
    subscript(name: String) -> JSON? {
        get { members[name].flatMap { $0 == .null ? nil : $0 } }
        set {
            var changed = members
            changed[name] = newValue
            self = .object(changed)
        }
    }

    /// The members of an object; of anything else none.
    var members: [String: JSON] {
        guard case .object(let members) = self else { return [:] }
        return members
    }

    /// The items of an array; of anything else none.
    var items: [JSON] {
        guard case .array(let items) = self else { return [] }
        return items
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var integer: Int64? {
        guard case .integer(let integer) = self else { return nil }
        return integer
    }

    var sequence: UInt64? { integer.flatMap(UInt64.init(exactly:)) }

    /// This with the members of another, object by object.
    func merging(_ other: JSON) -> JSON {
        guard case .object(let members) = other else { return other }
        var merged = self
        for (name, value) in members {
            merged[name] = merged[name]?.merging(value) ?? value
        }
        return merged
    }

    /// Where this lacks or contradicts what is expected of it; objects may have members beyond
    /// those.
    func differences(from expected: JSON, at path: String = "") -> [String] {
        guard case .object(let members) = expected else {
            return self == expected ? [] : ["\(path) is \(self), not \(expected)"]
        }
        return members.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
            let place = path.isEmpty ? name : "\(path).\(name)"
            guard let own = self[name] else { return ["\(place) is absent"] }
            return own.differences(from: value, at: place)
        }
    }
}

extension JSON: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSON: CustomStringConvertible {
    var description: String { String(decoding: data, as: UTF8.self) }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
    ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }

    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
}

import LedgerCore

/// A JSON Schema (draft 2020-12, as OpenAPI 3.1 takes it), made of the few words that the API needs.
struct Schema: Sendable {
    let json: JSONValue

    private init(_ members: [String: JSONValue]) { json = .object(members) }

    /// A member of an object.
    struct Member: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// One that is always there.
        static func always(_ name: String, _ schema: Schema) -> Member {
            Member(name: name, schema: schema, isRequired: true)
        }

        /// One that may be left out.
        static func optional(_ name: String, _ schema: Schema) -> Member {
            Member(name: name, schema: schema, isRequired: false)
        }

        /// One that may be left out or null, which is the same.
        static func open(_ name: String, _ schema: Schema) -> Member {
            Member(name: name, schema: nullable(schema), isRequired: false)
        }
    }

    /// A text.
    /// - Parameters:
    ///   - pattern: what it must match, anchored.
    ///   - lengths: in characters, as JSON Schema counts.
    static func text(pattern: String? = nil, lengths: ClosedRange<Int>? = nil) -> Schema {
        var members: [String: JSONValue] = ["type": .string("string")]
        members["pattern"] = pattern.map(JSONValue.string)
        if let lengths {
            members["minLength"] = .integer(Int64(lengths.lowerBound))
            members["maxLength"] = .integer(Int64(lengths.upperBound))
        }
        return Schema(members)
    }

    /// A text in a form that JSON Schema has a name for.
    static func text(format: String) -> Schema {
        Schema(["type": .string("string"), "format": .string(format)])
    }

    /// One of a few words.
    static func words(_ words: [String]) -> Schema {
        Schema(["type": .string("string"), "enum": .array(words.map(JSONValue.string))])
    }

    static func words<Word: CaseIterable & RawRepresentable>(of type: Word.Type) -> Schema
    where Word.RawValue == String { words(Word.allCases.map(\.rawValue)) }

    /// An integer; without bounds it may exceed what 64 bits hold.
    static func integer(_ range: ClosedRange<Int64>) -> Schema {
        Schema([
            "type": .string("integer"), "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ])
    }

    static func integer(from least: Int64) -> Schema {
        Schema(["type": .string("integer"), "minimum": .integer(least)])
    }

    static let integer = Schema(["type": .string("integer")])
    static let boolean = Schema(["type": .string("boolean")])

    /// - Parameter isSet: whether each item is there once, and one at least.
    static func array(of items: Schema, most: Int? = nil, isSet: Bool = false) -> Schema {
        var members: [String: JSONValue] = ["type": .string("array"), "items": items.json]
        if isSet {
            members["uniqueItems"] = .bool(true)
            members["minItems"] = .integer(1)
        }
        members["maxItems"] = most.map { .integer(Int64($0)) }
        return Schema(members)
    }

    /// An object that has these members and no others.
    static func object(_ members: [Member]) -> Schema {
        var schema: [String: JSONValue] = [
            "type": .string("object"), "additionalProperties": .bool(false),
            "properties": .object(
                Dictionary(members.map { ($0.name, $0.schema.json) }) { first, _ in first }),
        ]
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        return Schema(schema)
    }

    /// An object from names to values of one kind.
    static func map(of values: Schema, names: Schema, most: Int) -> Schema {
        Schema([
            "type": .string("object"), "additionalProperties": values.json,
            "propertyNames": names.json, "maxProperties": .integer(Int64(most)),
        ])
    }

    /// What is as two schemas say.
    func and(_ other: Schema) -> Schema { Schema(["allOf": .array([json, other.json])]) }

    /// An object with exactly one of two members; the other is absent or null.
    static func oneMember(of first: String, _ second: String) -> Schema {
        func having(_ name: String, without other: String) -> JSONValue {
            .object([
                "required": .array([.string(name)]),
                "properties": .object([
                    name: text().json, other: Schema(["type": .string("null")]).json,
                ]),
            ])
        }
        return Schema([
            "oneOf": .array([having(first, without: second), having(second, without: first)])
        ])
    }

    /// An object that has a member, whatever else it has.
    static func objectWith(_ members: [Member]) -> Schema {
        Schema([
            "type": .string("object"),
            "required": .array(members.filter(\.isRequired).map { .string($0.name) }),
            "properties": .object(
                Dictionary(members.map { ($0.name, $0.schema.json) }) { first, _ in first }),
        ])
    }

    /// Any JSON.
    static let anything = Schema([:])
    /// An object of any members.
    static let anyObject = Schema(["type": .string("object")])

    static func nullable(_ schema: Schema) -> Schema {
        any([schema, Schema(["type": .string("null")])])
    }

    /// What one of several describes.
    static func any(_ schemas: [Schema]) -> Schema {
        Schema(["anyOf": .array(schemas.map(\.json))])
    }

    static func reference(_ component: Component) -> Schema {
        Schema(["$ref": .string("#/components/schemas/\(component.rawValue)")])
    }

    /// A problem document with one of these codes.
    static func problem(_ codes: [ProblemCode]) -> Schema {
        let code = Schema.words(codes.map(\.rawValue))
        return Schema([
            "allOf": .array([
                Schema.reference(.problem).json,
                .object(["properties": .object(["code": code.json])]),
            ])
        ])
    }

    /// One page of a list.
    static func page(of item: Component) -> Schema {
        object([
            .always("data", array(of: reference(item))),
            .always("next_cursor", nullable(text())),
            .always("has_more", boolean),
        ])
    }
}

extension Schema {
    /// An id that a caller may choose for a tenant or principal.
    static let id = text(pattern: "^[0-9A-Za-z_.:@-]{1,64}$")
    /// An RFC 3339 time.
    static let time = text(format: "date-time")
    /// A name that people read.
    static let label = text(lengths: 1...Limits.labelCharacters)
    /// A text of the caller's own, such as an operation.
    static let term = text(lengths: 1...Limits.nameBytes)
    static let meter = text(
        pattern: "^(?!denied_calls$)[a-z][a-z0-9_]{0,\(Limits.meterNameBytes - 1)}$")
    static let quantity = integer(0...Limits.quantity)
    static let quantities = map(of: quantity, names: meter, most: Limits.quantities)
    static let sequence = integer(from: 0)
    static let scope = text(
        pattern: #"^(\*|[0-9A-Za-z:_.-]+(:\*)?)$"#, lengths: 1...Limits.nameBytes)
    static let scopes = array(of: scope, most: Limits.scopes)
    static let caps = array(of: reference(.cap), most: Limits.capsPerSubject)
}

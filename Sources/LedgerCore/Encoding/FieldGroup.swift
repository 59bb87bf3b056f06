/// A value made of named fields, declared once: compact form, leaf and schema all come from
/// `visit`.
///
/// Fields are declared in the order of their names (JCS needs it, a test holds it). A number is
/// never used twice within a group, and never again for another meaning.
package protocol FieldGroup: FieldValue {
    init()
    mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure)
}

/// What is done with each field of a group. The numbers are 1 to 255; 0 ends a group.
package protocol FieldVisitor {
    /// `Never` for a visitor that only writes.
    associatedtype Failure: Error
    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value) throws(Failure)
    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?) throws(Failure)
}

extension FieldVisitor {
    /// A text of few different values, stored once a frame.
    mutating func term(
        _ name: StaticString, _ number: UInt8, _ value: inout String
    ) throws(Failure) {
        var term = Term(value)
        try required(name, number, &term)
        value = term.text
    }

    mutating func term(
        _ name: StaticString, _ number: UInt8, _ value: inout String?
    ) throws(Failure) {
        var term = value.map(Term.init)
        try optional(name, number, &term)
        value = term?.text
    }

    mutating func terms(
        _ name: StaticString, _ number: UInt8, _ value: inout [String]
    ) throws(Failure) {
        var terms = value.map(Term.init)
        try required(name, number, &terms)
        value = terms.map(\.text)
    }

    mutating func terms(
        _ name: StaticString, _ number: UInt8, _ value: inout [String]?
    ) throws(Failure) {
        var terms = value?.map(Term.init)
        try optional(name, number, &terms)
        value = terms?.map(\.text)
    }

    /// A list that is absent where it is empty.
    mutating func list<Element: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout [Element]
    ) throws(Failure) {
        var list = value.isEmpty ? nil : value
        try optional(name, number, &list)
        value = list ?? []
    }

    /// A list of terms that is absent where it is empty.
    mutating func termList(
        _ name: StaticString, _ number: UInt8, _ value: inout [String]
    ) throws(Failure) {
        var terms = value.isEmpty ? nil : value.map(Term.init)
        try optional(name, number, &terms)
        value = terms?.map(\.text) ?? []
    }

    /// Present where true.
    mutating func flag(
        _ name: StaticString, _ number: UInt8, _ value: inout Bool
    ) throws(Failure) {
        var flag = value ? Flag() : nil
        try optional(name, number, &flag)
        value = flag != nil
    }
}

extension FieldGroup {
    package static var placeholder: Self { Self() }

    package func write(to writer: inout RowWriter) {
        var visitor = CompactWriting(writer: writer)
        // Moved in and out, so that the bytes keep their one owner.
        writer = RowWriter()
        var copy = self
        copy.visit(&visitor)
        visitor.writer.row.byte(0)
        writer = visitor.writer
    }

    package static func read(from reader: inout RowReader) throws(FormatError) -> Self {
        var visitor = CompactReading(reader: reader)
        var value = Self()
        try value.visit(&visitor)
        let end = try visitor.reader.row.byte()
        guard end == 0 else { throw .unknownField(String(describing: Self.self), end) }
        reader = visitor.reader
        return value
    }

    package func writeLeaf(to json: inout CanonicalJSON) {
        var visitor = LeafWriting(json: json)
        json = CanonicalJSON()
        var copy = self
        visitor.json.beginObject()
        copy.visit(&visitor)
        visitor.json.endObject()
        json = visitor.json
    }

    package static var schema: String {
        var visitor = SchemaWriting()
        var value = Self()
        value.visit(&visitor)
        return visitor.schema
    }
}

private struct CompactWriting: FieldVisitor {
    typealias Failure = Never
    var writer: RowWriter

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        writer.row.byte(number)
        value.write(to: &writer)
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        guard let value else { return }
        writer.row.byte(number)
        value.write(to: &writer)
    }
}

private struct CompactReading: FieldVisitor {
    typealias Failure = FormatError
    var reader: RowReader

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) throws(FormatError) {
        guard try reader.row.byte() == number else { throw .malformed("field \(name)") }
        value = try Value.read(from: &reader)
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) throws(FormatError) {
        guard try reader.row.peek() == number else {
            value = nil
            return
        }
        _ = try reader.row.byte()
        value = try Value.read(from: &reader)
    }
}

private struct LeafWriting: FieldVisitor {
    typealias Failure = Never
    var json: CanonicalJSON

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        json.name(name)
        value.writeLeaf(to: &json)
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        guard let value else { return }
        json.name(name)
        value.writeLeaf(to: &json)
    }
}

private struct SchemaWriting: FieldVisitor {
    typealias Failure = Never
    private var properties: [String] = []
    private var requiredNames: [String] = []

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        properties.append(#""\#(name)":\#(Value.schema)"#)
        requiredNames.append(#""\#(name)""#)
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        properties.append(#""\#(name)":\#(Value.schema)"#)
    }

    var schema: String {
        let members = properties.joined(separator: ",")
        let names = requiredNames.joined(separator: ",")
        let required = names.isEmpty ? "" : #","required":[\#(names)]"#
        return
            #"{"type":"object","additionalProperties":false,"properties":{\#(members)}\#(required)}"#
    }
}

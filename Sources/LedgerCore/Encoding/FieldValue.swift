/// A kind of value that a field of an entry can have, with its compact and its canonical form.
///
/// Reading what was written gives the same value, and so the same leaf.
package protocol FieldValue: Sendable, Equatable {
    /// What a field holds before it is read.
    static var placeholder: Self { get }
    func write(to writer: inout RowWriter)
    static func read(from reader: inout RowReader) throws(FormatError) -> Self
    func writeLeaf(to json: inout CanonicalJSON)
    /// The kind's JSON Schema, as the format document prints it.
    static var schema: String { get }
}

extension String: FieldValue {
    package static var placeholder: String { "" }
    package func write(to writer: inout RowWriter) { writer.row.text(self) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> String {
        try reader.row.text()
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.string(self) }
    package static var schema: String { #"{"type":"string"}"# }
}

extension Int64: FieldValue {
    package static var placeholder: Int64 { 0 }
    package func write(to writer: inout RowWriter) { writer.row.signed(self) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Int64 {
        try reader.row.signed()
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.integer(self) }
    package static var schema: String { #"{"type":"integer"}"# }
}

extension UInt64: FieldValue {
    package static var placeholder: UInt64 { 0 }
    package func write(to writer: inout RowWriter) { writer.row.unsigned(self) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> UInt64 {
        try reader.row.unsigned()
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.integer(self) }
    package static var schema: String { #"{"type":"integer","minimum":0}"# }
}

/// A sum that may pass 2^53-1: a decimal string in the leaf, since JSON readers round larger
/// numbers.
extension Int128: FieldValue {
    package static var placeholder: Int128 { 0 }
    package func write(to writer: inout RowWriter) {
        writer.row.fixed(UInt64(truncatingIfNeeded: self >> 64), width: 8)
        writer.row.fixed(UInt64(truncatingIfNeeded: self), width: 8)
    }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Int128 {
        let high = try reader.row.fixed(width: 8)
        let low = try reader.row.fixed(width: 8)
        return Int128(Int64(bitPattern: high)) << 64 | Int128(low)
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.string(String(self)) }
    package static var schema: String { #"{"type":"string","pattern":"^-?[0-9]+$"}"# }
}

extension Timestamp: FieldValue {
    package static var placeholder: Timestamp { Timestamp(microseconds: 0) }
    package func write(to writer: inout RowWriter) { writer.row.signed(microseconds) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Timestamp {
        Timestamp(microseconds: try reader.row.signed())
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.time(self) }
    package static var schema: String { #"{"type":"string","format":"date-time"}"# }
}

extension Digest: FieldValue {
    package static var placeholder: Digest { .zero }
    package func write(to writer: inout RowWriter) { append(to: &writer.row.bytes) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Digest {
        try reader.row.digest()
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.hexadecimal(self) }
    package static var schema: String { #"{"type":"string","pattern":"^[0-9a-f]{64}$"}"# }
}

extension Month: FieldValue {
    package static var placeholder: Month { Month(ordinal: 0) }
    package func write(to writer: inout RowWriter) { writer.row.signed(Int64(ordinal)) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Month {
        guard let ordinal = Int32(exactly: try reader.row.signed()),
            Month.writable.contains(Month(ordinal: ordinal))
        else { throw .malformed("month") }
        return Month(ordinal: ordinal)
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.string(description) }
    package static var schema: String { #"{"type":"string","pattern":"^[0-9]{4}-[0-9]{2}$"}"# }
}

/// A text that repeats from entry to entry: stored once a frame.
///
/// Terms are equal where their bytes are. Swift's `String` also equates what Unicode calls
/// canonically equivalent ("é" and "e" with an accent), and the dictionary of a frame would give
/// back one for the other.
package struct Term: FieldValue, Hashable {
    package var text: String
    package init(_ text: String) { self.text = text }

    package static func == (a: Term, b: Term) -> Bool {
        // Nothing else that equals an ASCII text has as few bytes, so that most texts are compared
        // once.
        a.text == b.text && a.text.utf8.count == b.text.utf8.count
            && (a.text.utf8Span.isKnownASCII || a.text.utf8.elementsEqual(b.text.utf8))
    }

    /// The same of texts that may be absent.
    package static func areSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return Term(one) == Term(other)
    }

    package static var placeholder: Term { Term("") }
    package func write(to writer: inout RowWriter) { writer.term(text) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Term {
        Term(try reader.term())
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.string(text) }
    package static var schema: String { String.schema }
}

/// Yes, where it is present; a field that would be false is absent.
package struct Flag: FieldValue {
    package init() {}
    package static var placeholder: Flag { Flag() }
    package func write(to writer: inout RowWriter) {}
    package static func read(from reader: inout RowReader) throws(FormatError) -> Flag { Flag() }
    package func writeLeaf(to json: inout CanonicalJSON) { json.integer(1) }
    package static var schema: String { #"{"const":1}"# }
}

extension Array: FieldValue where Element: FieldValue {
    package static var placeholder: [Element] { [] }
    package func write(to writer: inout RowWriter) {
        writer.row.unsigned(UInt64(count))
        for element in self { element.write(to: &writer) }
    }
    package static func read(from reader: inout RowReader) throws(FormatError) -> [Element] {
        let count = try reader.row.count()
        var values: [Element] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try Element.read(from: &reader)) }
        return values
    }
    package func writeLeaf(to json: inout CanonicalJSON) {
        json.beginArray()
        for element in self { element.writeLeaf(to: &json) }
        json.endArray()
    }
    package static var schema: String { #"{"type":"array","items":\#(Element.schema)}"# }
}

/// A closed set of words, stored as the word's text so that its numbers need no table.
package protocol Word: FieldValue, RawRepresentable, CaseIterable where RawValue == String {}

extension Word {
    package func write(to writer: inout RowWriter) { writer.term(rawValue) }
    package static func read(from reader: inout RowReader) throws(FormatError) -> Self {
        let text = try reader.term()
        guard let word = Self(rawValue: text) else { throw .malformed("word (\(text))") }
        return word
    }
    package func writeLeaf(to json: inout CanonicalJSON) { json.string(rawValue) }
    package static var schema: String {
        #"{"enum":[\#(allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ","))]}"#
    }
}

import LedgerCore
import LedgerText

/// A value as people read it and as programs do.
struct Value {
    var shown: String
    var exported: String

    /// The same text in both forms.
    init(_ text: String) {
        self.init(shown: text, exported: text)
    }

    /// An integer: grouped for people, bare for programs.
    init(_ number: some BinaryInteger) {
        self.init(shown: Number.grouped(number), exported: String(number))
    }

    init(shown: String, exported: String) {
        self.shown = shown
        self.exported = exported
    }

    /// What is absent shows as a dash and exports as nothing.
    static let absent = Value(shown: "–", exported: "")

    static func optional(_ text: String?) -> Value {
        text.map { Value($0) } ?? absent
    }

    static func optional(_ number: Int64?) -> Value {
        number.map { Value($0) } ?? absent
    }

    /// A string or an integer of an answer; anything else is absent.
    static func of(_ value: JSONValue?) -> Value {
        switch value {
        case .string(let text): Value(text)
        case .integer(let number): Value(number)
        case .null, .boolean, .array, .object, nil: absent
        }
    }

    /// A time as the API writes it (RFC 3339, UTC): to the second for people, exact for programs.
    static func time(_ text: String?) -> Value {
        guard let text else { return absent }
        return Value(shown: TimeText.shown(text), exported: text)
    }

    /// A list in one line.
    static func list(_ texts: [String]?) -> Value {
        guard let texts, !texts.isEmpty else { return absent }
        return Value(shown: texts.joined(separator: ", "), exported: texts.joined(separator: " "))
    }

    var cell: Table.Cell { Table.Cell(shown: shown, exported: exported) }
}

/// Times as people read them.
enum TimeText {
    /// `2023-07-10 12:05:31Z` of an RFC 3339 text; the text itself where it is none.
    static func shown(_ text: String) -> String {
        guard let time = Timestamp(rfc3339: text) else { return text }
        let second = Timestamp.microsecondsPerSecond
        let cut = time.microseconds / second * second
        return Timestamp(microseconds: cut).rfc3339.replacing("T", with: " ")
    }
}

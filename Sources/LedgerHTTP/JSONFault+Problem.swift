import HTTPTypes
import JSONText
import LedgerCore

extension APIError {
    /// - Parameters:
    ///   - expected: what is said to be expected where it is no JSON at all.
    ///   - field: the field whose value it is about, if that is known.
    init(_ fault: JSONFault, expected: String, field: String? = nil) {
        switch fault {
        case .malformed: self = .malformedJSON(expected)
        case .notUTF8:
            self.init(
                .badRequest, "invalid_utf8",
                "The text is not UTF-8 throughout; encode it so and send it again.")
        case .tooDeep:
            self.init(
                .badRequest, "too_deep",
                "The JSON nests more than \(Limits.jsonDepth) levels deep; send it flatter.")
        case .duplicateName(let name):
            let name = Redaction.shownName(name)
            self.init(
                .badRequest, "duplicate_name",
                "The name \(name) is there twice in one object; send it once.", field: name)
        case .wrongKind(let kind):
            self = field.map { .invalid($0, "must be \(kind)") } ?? .malformedJSON(expected)
        }
    }
}

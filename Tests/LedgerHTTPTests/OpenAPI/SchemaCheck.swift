import Foundation

/// Holds a JSON value against a JSON Schema, as far as the API document uses the language; any other
/// word of it is a complaint.
struct SchemaCheck {
    let document: APIDocument

    /// - Parameter place: where the value stands.
    /// - Returns: what is wrong; empty where the value is as the schema says.
    func complaints(_ value: Any, _ schema: Any, at place: String) -> [String] {
        let schema = document.resolved(schema)
        return schema.flatMap { word, rule in
            complaints(value, word, rule, of: schema).map { "\(place)\($0)" }
        }
    }

    private func complaints(
        _ value: Any, _ word: String, _ rule: Any, of schema: [String: Any]
    ) -> [String] {
        let text = value as? String
        let members = value as? [String: Any] ?? [:]
        let items = value as? [Any] ?? []
        let number = (value as? NSNumber)?.int64Value ?? 0
        let limit = (rule as? NSNumber)?.int64Value ?? 0
        switch word {
        case "type": return isOf(rule as? String ?? "", value) ? [] : [": not of type \(rule)"]
        case "format": return []
        case "enum":
            return (rule as? [String] ?? []).contains(text ?? "")
                ? [] : [": \(value) is none of it"]
        case "pattern":
            let isMatch = text?.range(of: rule as? String ?? "", options: .regularExpression) != nil
            return isMatch ? [] : [": \(value) is not of the form \(rule)"]
        case "minLength": return text?.count ?? 0 >= limit ? [] : [": too short"]
        case "maxLength": return text?.count ?? 0 <= limit ? [] : [": too long"]
        case "minimum": return number >= limit ? [] : [": below \(limit)"]
        case "maximum": return number <= limit ? [] : [": above \(limit)"]
        case "maxItems": return items.count <= limit ? [] : [": too many"]
        case "items":
            return items.enumerated().flatMap { complaints($1, rule, at: "[\($0)]") }
        case "required":
            return (rule as? [String] ?? []).filter { members[$0] == nil }.map { ": no \($0)" }
        case "properties":
            let rules = rule as? [String: Any] ?? [:]
            return members.flatMap { name, member in
                rules[name].map { complaints(member, $0, at: ".\(name)") } ?? []
            }
        case "additionalProperties":
            let known = schema["properties"] as? [String: Any] ?? [:]
            let others = members.filter { known[$0.key] == nil }
            return others.keys.map { ": \($0) is not described" }
        case "uniqueItems":
            return Set(items.map { "\($0)" }).count == items.count ? [] : [": twice"]
        case "anyOf":
            let choices = (rule as? [Any] ?? []).map { complaints(value, $0, at: "") }
            return choices.contains { $0.isEmpty } ? [] : choices.flatMap(\.self)
        case "allOf":
            return (rule as? [Any] ?? []).flatMap { complaints(value, $0, at: "") }
        default: return [": the schema's \(word) is not understood"]
        }
    }

    private func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "boolean": isBoolean(value)
        case "integer":
            value is NSNumber && !isBoolean(value) && !"\(value)".contains { ".e".contains($0) }
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }

    /// Foundation's numbers and booleans cast to each other; only the encoding tells them apart.
    private func isBoolean(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return unsafe number.objCType.pointee == CChar(0x63)
    }
}

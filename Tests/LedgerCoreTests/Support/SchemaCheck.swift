import Foundation

/// Holds a JSON value against a JSON Schema, as far as our schemas go; any other word of JSON
/// Schema is a failure.
enum SchemaCheck {
    /// - Returns: what is wrong, by path; empty where the value is as the schema says.
    static func problems(_ value: Any, _ schema: Any, at path: String = "$") throws -> [String] {
        guard let schema = schema as? [String: Any] else {
            return ["\(path): the schema is no object"]
        }
        var problems: [String] = []
        for (word, rule) in schema {
            switch (word, rule) {
            case ("type", let rule as String):
                if !isOf(rule, value) { problems.append("\(path): not of type \(rule)") }
            case ("const", let rule as Int):
                if value as? Int != rule { problems.append("\(path): not \(rule)") }
            case ("enum", let rule as [String]):
                if !rule.contains(value as? String ?? "") {
                    problems.append("\(path): none of \(rule)")
                }
            case ("minimum", 0 as Int):
                if "\(value)".hasPrefix("-") { problems.append("\(path): below 0") }
            case ("pattern", let rule as String):
                if try Regex(rule).firstMatch(in: value as? String ?? "") == nil {
                    problems.append("\(path): not of the form \(rule)")
                }
            case ("format", "date-time" as String):
                break
            case ("items", _):
                for (index, item) in (value as? [Any] ?? []).enumerated() {
                    problems += try self.problems(item, rule, at: "\(path)[\(index)]")
                }
            case ("required", let rule as [String]):
                let members = value as? [String: Any] ?? [:]
                problems += rule.filter { members[$0] == nil }.map { "\(path): no \($0)" }
            case ("properties", let rule as [String: Any]):
                for (name, member) in value as? [String: Any] ?? [:] where rule[name] != nil {
                    problems += try self.problems(member, rule[name] ?? [:], at: "\(path).\(name)")
                }
            case ("additionalProperties", false as Bool):
                let known = schema["properties"] as? [String: Any] ?? [:]
                problems += (value as? [String: Any] ?? [:]).keys.filter { known[$0] == nil }
                    .map { "\(path): unknown member \($0)" }
            case ("additionalProperties", let rule as [String: Any]):
                for (name, member) in value as? [String: Any] ?? [:] {
                    problems += try self.problems(member, rule, at: "\(path).\(name)")
                }
            default:
                problems.append("\(path): the schema's \(word) is not understood")
            }
        }
        return problems
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "string": value is String
        case "integer": value is NSNumber && !"\(value)".contains { $0 == "." || $0 == "e" }
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }
}

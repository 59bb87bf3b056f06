import Foundation

/// The API document as a program reads it.
struct APIDocument: @unchecked Sendable {
    /// Read once and never changed.
    private let root: [String: Any]

    init(_ answer: TestAnswer) { root = answer.json as? [String: Any] ?? [:] }

    /// What is at a path of names.
    subscript(path: String...) -> Any? { Self.follow(path, from: root) }

    private static func follow(_ path: [String], from root: Any) -> Any? {
        path.reduce(root as Any?) { ($0 as? [String: Any])?[$1] }
    }

    /// `GET /v1/keys/{key}` and what is said of it, in order.
    var operations: [(route: String, members: [String: Any])] {
        let paths = self["paths"] as? [String: [String: [String: Any]]] ?? [:]
        return paths.flatMap { path, methods in
            methods.map { ("\($0.key.uppercased()) \(path)", $0.value) }
        }.sorted { $0.0 < $1.0 }
    }

    func operation(_ route: String) -> [String: Any]? {
        operations.first { $0.route == route }?.members
    }

    /// The parameters of a route that stand in one place.
    func parameters(_ route: String, in place: String) -> [String] {
        let all = operation(route)?["parameters"] as? [[String: Any]] ?? []
        return all.filter { $0["in"] as? String == place }.compactMap { $0["name"] as? String }
    }

    /// The members of the JSON object that a route takes; nil where it takes none.
    func bodyMembers(_ route: String) -> Set<String>? {
        let path = ["requestBody", "content", "application/json", "schema"]
        guard let schema = Self.follow(path, from: operation(route) ?? [:]) else { return nil }
        let all = [resolved(schema)] + (resolved(schema)["allOf"] as? [[String: Any]] ?? [])
        let closed = all.first { $0["additionalProperties"] as? Bool == false }
        return (closed?["properties"] as? [String: Any]).map { Set($0.keys) }
    }

    /// A schema, or what it refers to.
    func resolved(_ schema: Any) -> [String: Any] {
        let schema = schema as? [String: Any] ?? [:]
        guard let reference = schema["$ref"] as? String else { return schema }
        let path = reference.split(separator: "/").dropFirst().map(String.init)
        return Self.follow(path, from: root) as? [String: Any] ?? [:]
    }

    /// All that the document refers to within itself.
    var references: Set<String> { Self.references(in: root) }

    private static func references(in value: Any) -> Set<String> {
        switch value {
        case let members as [String: Any]:
            members.reduce(into: Set()) { found, member in
                if member.key == "$ref", let text = member.value as? String { found.insert(text) }
                found.formUnion(references(in: member.value))
            }
        case let items as [Any]:
            items.reduce(into: Set()) { $0.formUnion(references(in: $1)) }
        default: []
        }
    }

    /// Why an answer is not what the document says of a route; empty where it is.
    func complaints(_ answer: TestAnswer, _ route: String) -> [String] {
        guard let operation = operation(route) else { return ["\(route) is not described"] }
        let path = ["responses", String(answer.status)]
        guard let response = Self.follow(path, from: operation) as? [String: Any] else {
            return ["\(route) does not tell of \(answer.status): \(answer.text)"]
        }
        guard let content = response["content"] as? [String: Any] else {
            return answer.bytes.isEmpty ? [] : ["\(route) \(answer.status) has a body"]
        }
        let type = (answer.headers["content-type"] ?? "").prefix { $0 != ";" }
        guard let schema = Self.follow([String(type), "schema"], from: content) else {
            return ["\(route) \(answer.status) is \(type)"]
        }
        let value =
            type.hasSuffix("json") && type != "application/x-ndjson" ? answer.json : answer.text
        return SchemaCheck(document: self).complaints(
            value, schema, at: "\(route) \(answer.status)")
    }
}

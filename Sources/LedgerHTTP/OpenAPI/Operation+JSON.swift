import LedgerCore

extension Operation {
    /// As the document has it.
    /// - Parameter scope: what the route asks its caller for.
    func json(scope: ReservedScope?) -> JSONValue {
        let codes = .always + (scope == nil ? [] : .credential) + problems
        var members: [String: JSONValue] = [
            "operationId": .string(id), "summary": .string(summary),
            "parameters": .array(
                (pathParameters + parameters + (scope == nil ? [] : .actor)).map(\.json)),
            "responses": .object(responses(codes)),
            "security": .array(
                scope.map { [.object(["credential": .array([.string($0.rawValue)])])] } ?? []),
        ]
        members["requestBody"] = body?.json
        return .object(members)
    }

    private func responses(_ codes: [ProblemCode]) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for success in successes { responses[String(success.status)] = success.json }
        for (status, codes) in Dictionary(grouping: Set(codes), by: \.status) {
            let sorted = codes.sorted { $0.rawValue < $1.rawValue }
            var headers = Self.headers
            if status == 401 { headers["WWW-Authenticate"] = Self.header(.text()) }
            if status == 503 { headers["Retry-After"] = Self.header(.integer(from: 0)) }
            responses[String(status)] = .object([
                "description": .string(
                    sorted.map { "`\($0.rawValue)`: \($0.meaning)." }.joined(separator: " ")),
                "headers": .object(headers),
                "content": Self.content("application/problem+json", .problem(sorted)),
            ])
        }
        return responses
    }

    /// The headers of every answer.
    fileprivate static let headers: [String: JSONValue] = [
        "Ledger-Sequence": header(.sequence), "X-Request-Id": header(.text()),
    ]

    fileprivate static func header(_ schema: Schema, isRequired: Bool = true) -> JSONValue {
        .object(["required": .bool(isRequired), "schema": schema.json])
    }

    private static func content(_ type: String, _ schema: Schema) -> JSONValue {
        .object([type: .object(["schema": schema.json])])
    }
}

extension Operation.Parameter {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
            "description": .string(meaning), "schema": schema.json,
        ]
        if isList {
            members["style"] = .string("form")
            members["explode"] = .bool(false)
        }
        return .object(members)
    }
}

extension Operation.Body {
    var json: JSONValue {
        let content = schemas.map { ($0.type, JSONValue.object(["schema": $0.schema.json])) }
        return .object([
            "required": .bool(isRequired),
            "content": .object(Dictionary(content, uniquingKeysWith: { first, _ in first })),
        ])
    }
}

extension Operation.Success {
    var json: JSONValue {
        var all = Operation.headers
        for name in headers { all[name] = Operation.header(.text(), isRequired: false) }
        var members: [String: JSONValue] = [
            "description": .string(meaning), "headers": .object(all),
        ]
        let types = content.map { ($0.type, JSONValue.object(["schema": $0.schema.json])) }
        if !types.isEmpty { members["content"] = .object(Dictionary(types) { first, _ in first }) }
        return .object(members)
    }
}

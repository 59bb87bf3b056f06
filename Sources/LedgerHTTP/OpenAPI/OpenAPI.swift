import HTTPTypes
import LedgerCore

/// The API described for programs: an OpenAPI 3.1 document, made from the routes and from what the
/// operations say of them.
package enum OpenAPI {
    /// Of the API, not of the program: it changes with what callers see.
    private static let version = "1"

    /// What every route takes and answers.
    static let operations: [Operation] =
        .tenants + .principals + .keys + .keyReading + .usage + .authorize + .meters + .entries
        + .audit + .imports + .operating + .health

    private static let byRoute = Dictionary(
        operations.map { (name($0.method, $0.template), $0) },
        uniquingKeysWith: { first, _ in first })

    /// What is said of a route; nil for one that the document forgot.
    static func operation(of route: Route) -> Operation? {
        byRoute[name(route.method, route.template)]
    }

    private static func name(_ method: HTTPRequest.Method, _ template: String) -> String {
        "\(method.rawValue) \(template)"
    }

    /// The document, names in order: the same API is the same bytes.
    static let document: JSONValue = .object([
        "openapi": .string("3.1.0"),
        "info": .object([
            "title": .string("Keyledger"), "version": .string(version),
            "summary": .string("The book of record for API keys."),
            "license": .object(["name": .string("MIT"), "identifier": .string("MIT")]),
        ]),
        "paths": .object(paths),
        "components": .object([
            "schemas": .object(
                Dictionary(
                    Component.allCases.map { ($0.rawValue, $0.schema.json) },
                    uniquingKeysWith: { first, _ in first })),
            "securitySchemes": .object([
                "credential": .object([
                    "type": .string("http"), "scheme": .string("bearer"),
                    "description": .string(
                        "The token of an active key of this ledger that holds the named scopes."),
                ])
            ]),
        ]),
    ])

    private static var paths: [String: JSONValue] {
        var paths: [String: [String: JSONValue]] = [:]
        for route in API.routes {
            guard let operation = operation(of: route) else { continue }
            paths[route.template, default: [:]][route.method.rawValue.lowercased()] =
                operation.json(scope: route.scope)
        }
        return paths.mapValues(JSONValue.object)
    }
}

extension OpenAPI {
    /// Every route that is described, as `GET /v1/keys/{key}`.
    package static let described: [String] = operations.map { name($0.method, $0.template) }
}

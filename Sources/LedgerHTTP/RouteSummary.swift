import HTTPTypes
package import LedgerCore

/// A route, as those tell of it who hold tests and documents against the routes there are.
package struct RouteSummary: Sendable, Hashable {
    package let method: String
    /// The path, with its variable parts in braces.
    package let template: String
    /// What the caller must hold; nil for what everybody may ask.
    package let scope: ReservedScope?
}

extension LocalAPI {
    /// All that the API does.
    package static var routes: [RouteSummary] {
        API.routes.map {
            RouteSummary(method: $0.method.rawValue, template: $0.template, scope: $0.scope)
        }
    }
}

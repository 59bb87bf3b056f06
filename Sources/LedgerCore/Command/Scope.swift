/// What a credential may do with the ledger itself. In no profile's catalogue, and matched by no
/// wildcard.
package enum ReservedScope: String, Sendable, CaseIterable {
    case ledgerRead = "ledger:read"
    case ledgerWrite = "ledger:write"
    case ledgerAdmin = "ledger:admin"
    case usageWrite = "usage:write"
    case auditRead = "audit:read"
    case billingRead = "billing:read"
    case billingWrite = "billing:write"
    case gatewayAuthorize = "gateway:authorize"
    case mcpWrite = "mcp:write"

    /// What the first admin key holds: everything but writing through an agent.
    package static var ofAdmin: [String] {
        allCases.filter { $0 != .mcpWrite }.map(\.rawValue)
    }
}

/// How the scopes of keys are written and matched.
package enum Scope {
    /// Letters, digits and `:_.-`; such a name and `:*`; or `*` alone. A `*` elsewhere would match
    /// nothing.
    package static func isWellFormed(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= Limits.nameBytes else { return false }
        let name = text == "*" || text.hasSuffix(":*") ? text.utf8.dropLast() : text.utf8[...]
        return name.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A)
                || [0x3A, 0x5F, 0x2E, 0x2D].contains($0)
        }
    }

    package static func isReserved(_ text: String) -> Bool { ReservedScope(rawValue: text) != nil }

    /// Whether a key with `granted` may do what asks for `asked`: the same scope, or `name:*` for
    /// what begins with `name:`.
    package static func matches(_ granted: [String], _ asked: String) -> Bool {
        if granted.contains(asked) { return true }
        guard !isReserved(asked) else { return false }
        return granted.contains { scope in
            scope == "*" || (scope.hasSuffix(":*") && asked.hasPrefix(String(scope.dropLast())))
        }
    }
}

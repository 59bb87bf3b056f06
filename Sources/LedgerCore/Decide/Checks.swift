/// The checks of single fields: each throws `invalid_field` with the field's name.
enum Checks {
    /// An id that a caller may choose: 1 to 64 letters, digits, `-`, `_`, `.`, `:`, `@`.
    static func id(_ text: String, _ field: String) throws(Rejection) {
        let isPlain = text.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x3A) || ($0 >= 0x40 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A)
                || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
        }
        guard isPlain, (1...64).contains(text.utf8.count) else {
            throw .invalid(
                field: field,
                problem: "must be 1 to 64 letters, digits or one of - _ . : @; choose another")
        }
        try noToken(text, field)
    }

    /// An id of the caller's own making: any text, as long as it is no secret.
    static func foreignID(_ text: String, _ field: String) throws(Rejection) {
        try self.text(text, field)
        try noToken(text, field)
    }

    private static func noToken(_ text: String, _ field: String) throws(Rejection) {
        guard !Redaction.holdsToken(text) else {
            throw .invalid(
                field: field, problem: "holds what looks like a token; never send one as an id")
        }
    }

    /// A short text of the caller's: not empty, within the limit of bytes.
    static func text(
        _ text: String, _ field: String, bytes: Int = Limits.nameBytes
    ) throws(Rejection) {
        guard !text.isEmpty else { throw .invalid(field: field, problem: "must not be empty") }
        try optionalText(text, field, bytes: bytes)
    }

    static func optionalText(
        _ text: String?, _ field: String, bytes: Int = Limits.nameBytes
    ) throws(Rejection) {
        guard (text?.utf8.count ?? 0) <= bytes else {
            throw .invalid(field: field, problem: "must be at most \(bytes) bytes; shorten it")
        }
    }

    static func label(_ text: String?, _ field: String) throws(Rejection) {
        guard let text else { return }
        guard !text.isEmpty, text.count <= Limits.labelCharacters,
            text.utf8.count <= 4 * Limits.labelCharacters
        else {
            throw .invalid(
                field: field, problem: "must be 1 to \(Limits.labelCharacters) characters")
        }
    }

    static func caps(_ caps: [Cap]) throws(Rejection) {
        guard caps.count <= Limits.capsPerSubject else {
            throw .invalid(field: "caps", problem: "must be at most \(Limits.capsPerSubject)")
        }
        for (index, cap) in caps.enumerated() {
            try meter(cap.meter, "caps[\(index)].meter")
            guard (0...Limits.quantity).contains(cap.limit) else {
                throw .invalid(
                    field: "caps[\(index)].limit", problem: "must be 0 to \(Limits.quantity)")
            }
            let isTwice = caps[..<index].contains {
                $0.meter == cap.meter && $0.period == cap.period
            }
            guard !isTwice else {
                throw .invalid(
                    field: "caps[\(index)]", problem: "limits the same meter and period twice")
            }
        }
    }

    static func meter(
        _ name: String, _ field: @autoclosure () -> String
    ) throws(Rejection) {
        guard Meter.isName(name), name != Meter.deniedCalls else {
            throw .invalid(
                field: field(),
                problem:
                    "must be a lower-case letter, then letters, digits or _, and not \(Meter.deniedCalls)"
            )
        }
    }

    /// - Parameter quantities: as they were sent.
    static func quantities(_ quantities: Quantities) throws(Rejection) {
        guard quantities.items.count <= Limits.quantities else {
            throw .invalid(
                field: "quantities", problem: "must name at most \(Limits.quantities) meters")
        }
        for item in quantities.items {
            try meter(item.meter, "quantities.\(Redaction.shownName(item.meter))")
            guard (0...Limits.quantity).contains(item.quantity) else {
                throw .invalid(
                    field: "quantities.\(item.meter)", problem: "must be 0 to \(Limits.quantity)")
            }
        }
    }

    /// - Parameters:
    ///   - quantities: well formed.
    ///   - meters: those that the tenant counts already, by number.
    static func meters(
        of quantities: Quantities, besides meters: [UInt32], _ state: LedgerState
    ) throws(Rejection) {
        var newMeters = 0
        for item in quantities.items {
            let isKnown = state.meters.number(of: item.meter).map(meters.contains) ?? false
            if !isKnown { newMeters += 1 }
        }
        guard newMeters == 0 || meters.count + newMeters <= Limits.metersPerTenant else {
            throw .invalid(
                field: "quantities",
                problem: "names more than \(Limits.metersPerTenant) meters for one tenant")
        }
    }

    /// That `caller` may give out the reserved ones among `scopes`, for use in `tenants`: only an
    /// admin may, and only what the caller has itself.
    static func grant(
        of scopes: [String], in tenants: [String]?, by caller: Caller
    ) throws(Rejection) {
        for scope in scopes where Scope.isReserved(scope) {
            guard caller.holds(.ledgerAdmin), tenants?.allSatisfy(caller.tenants.contains) ?? true
            else { throw .scopeForbidden(ReservedScope.ledgerAdmin.rawValue) }
            guard caller.scopes.contains(scope) || isOperator(caller) else {
                throw .scopeForbidden(scope)
            }
        }
    }

    /// Scopes as a list: well formed, within the limits.
    static func neededScopes(_ scopes: [String]) throws(Rejection) {
        guard scopes.count <= Limits.scopes,
            scopes.reduce(0, { $0 + $1.utf8.count }) <= Limits.scopesBytes
        else {
            throw .invalid(
                field: "scopes",
                problem: "must be at most \(Limits.scopes) and \(Limits.scopesBytes) bytes")
        }
        for scope in scopes {
            try noToken(scope, "scopes")
            guard !Scope.isWellFormed(scope) else { continue }
            throw .invalid(
                field: "scopes",
                problem: "must be letters, digits and : _ . - each, such as crm:read, or end in :*")
        }
    }

    /// The first start, and whoever holds the data folder, may grant what no key holds yet.
    private static func isOperator(_ caller: Caller) -> Bool {
        caller.actor.credential == nil && caller.tenants == .all
    }

    static func size(_ value: Int64?, _ field: String) throws(Rejection) {
        guard let value else { return }
        guard (0...Limits.quantity).contains(value) else {
            throw .invalid(field: field, problem: "must be 0 to \(Limits.quantity)")
        }
    }
}

/// The way in by which a command came.
package enum Surface: String, Word {
    case http
    case cli
    case gateway
    case mcp
    /// A file read by an import.
    case imported = "import"
    /// The ledger itself: what the first start or the passing of time makes due.
    case ledger

    package static var placeholder: Surface { .ledger }
}

/// Who gave a command: the credential it came with, the principal it acted for, and the way in.
package struct Actor: Sendable, Hashable {
    package var credential: String?
    package var principal: String?
    package var surface: Surface

    package init(credential: String? = nil, principal: String? = nil, surface: Surface) {
        self.credential = credential
        self.principal = principal
        self.surface = surface
    }

    /// The namespace of the actor's ids that come without one, and the holder of its personal
    /// values.
    package var source: String { principal ?? credential ?? reservedTenant }

    /// The ledger itself.
    package static let ledger = Actor(surface: .ledger)
}

extension Actor: FieldGroup {
    package init() { self.init(surface: .ledger) }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("credential", 1, &credential)
        try visitor.term("principal", 2, &principal)
        try visitor.required("surface", 3, &surface)
    }
}

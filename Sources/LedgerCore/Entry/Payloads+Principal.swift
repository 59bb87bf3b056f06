/// What a principal is.
package enum PrincipalKind: String, Word {
    case person
    case service

    package static var placeholder: PrincipalKind { .person }
}

/// What a principal may do within its tenant.
package enum Role: String, Word {
    case owner
    case admin
    case member

    package static var placeholder: Role { .member }
}

/// A person or service that may own keys. Name, e-mail and outside id are personal values.
package struct PrincipalAdded: Sendable, Equatable {
    package var kind: PrincipalKind = .placeholder
    package var principal: String = ""
    package var role: Role = .placeholder

    package init() {}
}

extension PrincipalAdded: EntryPayload {
    package static var type: EntryType { .principalAdded }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("kind", 1, &kind)
        try visitor.term("principal", 2, &principal)
        try visitor.required("role", 3, &role)
    }
}

/// A principal's personal values are replaced by those of this entry.
package struct PrincipalUpdated: Sendable, Equatable {
    package var principal: String = ""

    package init() {}
}

extension PrincipalUpdated: EntryPayload {
    package static var type: EntryType { .principalUpdated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("principal", 1, &principal)
    }
}

/// A principal has another role.
package struct PrincipalRoleChanged: Sendable, Equatable {
    package var principal: String = ""
    package var role: Role = .placeholder

    package init() {}
}

extension PrincipalRoleChanged: EntryPayload {
    package static var type: EntryType { .principalRoleChanged }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("principal", 1, &principal)
        try visitor.required("role", 2, &role)
    }
}

/// A principal is gone.
package struct PrincipalRemoved: Sendable, Equatable {
    package var principal: String = ""

    package init() {}
}

extension PrincipalRemoved: EntryPayload {
    package static var type: EntryType { .principalRemoved }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("principal", 1, &principal)
    }
}

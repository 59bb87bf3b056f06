/// A tenant begins.
package struct TenantCreated: Sendable, Equatable {
    /// The budget that all keys of the tenant share.
    package var caps: [Cap] = []
    /// How many days back usage is accepted.
    package var lateDays: Int64 = 0
    package var profile: String = ""
    package var tier: String?
    /// A name of the IANA zone database.
    package var timeZone: String = ""

    package init() {}
}

extension TenantCreated: EntryPayload {
    package static var type: EntryType { .tenantCreated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("caps", 1, &caps)
        try visitor.required("late_days", 2, &lateDays)
        try visitor.term("profile", 3, &profile)
        try visitor.term("tier", 4, &tier)
        try visitor.term("time_zone", 5, &timeZone)
    }
}

/// What changed of a tenant; what is absent stays.
package struct TenantUpdated: Sendable, Equatable {
    package var caps: [Cap]?
    package var lateDays: Int64?
    package var profile: String?
    package var tier: String?
    /// Acts from the next month that is opened.
    package var timeZone: String?

    package init() {}
}

extension TenantUpdated: EntryPayload {
    package static var type: EntryType { .tenantUpdated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.optional("caps", 1, &caps)
        try visitor.optional("late_days", 2, &lateDays)
        try visitor.term("profile", 3, &profile)
        try visitor.term("tier", 4, &tier)
        try visitor.term("time_zone", 5, &timeZone)
    }
}

/// A tenant ends: its keys deny, its entries stay.
package struct TenantClosed: Sendable, Equatable {
    package init() {}
}

extension TenantClosed: EntryPayload {
    package static var type: EntryType { .tenantClosed }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {}
}

/// The rules of a key system are set.
package struct ProfileChanged: Sendable, Equatable {
    /// The profile as canonical JSON.
    package var document: String = ""
    package var name: String = ""

    package init() {}
}

extension ProfileChanged: EntryPayload {
    package static var type: EntryType { .profileChanged }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("document", 1, &document)
        try visitor.term("name", 2, &name)
    }
}

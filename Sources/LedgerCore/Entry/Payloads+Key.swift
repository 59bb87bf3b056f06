/// A key begins. Its name is a personal value.
package struct KeyCreated: Sendable, Equatable {
    package var caps: [Cap] = []
    package var expiresAt: Timestamp?
    /// What of the token may be shown, to recognise it by.
    package var hint: String = ""
    package var origin: String = ""
    package var owner: String?
    package var scopes: [String] = []
    /// SHA-256 of the token: the key's first secret version.
    package var secret: Digest = .zero
    /// Of a credential: the tenants it may act in; `*` is all.
    package var tenants: [String]?

    package init() {}
}

extension KeyCreated: EntryPayload {
    package static var type: EntryType { .keyCreated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("caps", 1, &caps)
        try visitor.optional("expires_at", 2, &expiresAt)
        try visitor.term("hint", 3, &hint)
        try visitor.term("origin", 4, &origin)
        try visitor.term("owner", 5, &owner)
        try visitor.terms("scopes", 6, &scopes)
        try visitor.required("secret", 7, &secret)
        try visitor.terms("tenants", 8, &tenants)
    }
}

/// A key that came from elsewhere, under the id it had there.
package struct KeyImported: Sendable, Equatable {
    package var caps: [Cap] = []
    package var expiresAt: Timestamp?
    package var hint: String?
    package var origin: String = ""
    package var owner: String?
    package var scopes: [String] = []
    /// Absent where nobody can present it here.
    package var secret: Digest?

    package init() {}
}

extension KeyImported: EntryPayload {
    package static var type: EntryType { .keyImported }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("caps", 1, &caps)
        try visitor.optional("expires_at", 2, &expiresAt)
        try visitor.term("hint", 3, &hint)
        try visitor.term("origin", 4, &origin)
        try visitor.term("owner", 5, &owner)
        try visitor.terms("scopes", 6, &scopes)
        try visitor.optional("secret", 7, &secret)
    }
}

/// A key has another name, a personal value of this entry.
package struct KeyRenamed: Sendable, Equatable {
    package init() {}
}

extension KeyRenamed: EntryPayload {
    package static var type: EntryType { .keyRenamed }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {}
}

/// A key has other scopes.
package struct KeyScopesChanged: Sendable, Equatable {
    package var scopes: [String] = []

    package init() {}
}

extension KeyScopesChanged: EntryPayload {
    package static var type: EntryType { .keyScopesChanged }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.terms("scopes", 1, &scopes)
    }
}

/// A key has other caps. What was used stays used.
package struct KeyCapsChanged: Sendable, Equatable {
    package var caps: [Cap] = []

    package init() {}
}

extension KeyCapsChanged: EntryPayload {
    package static var type: EntryType { .keyCapsChanged }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("caps", 1, &caps)
    }
}

/// A key expires at another time, or never where it is absent.
package struct KeyExpiryChanged: Sendable, Equatable {
    package var expiresAt: Timestamp?

    package init() {}
}

extension KeyExpiryChanged: EntryPayload {
    package static var type: EntryType { .keyExpiryChanged }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.optional("expires_at", 1, &expiresAt)
    }
}

/// A key is denied until it is enabled.
package struct KeyDisabled: Sendable, Equatable {
    package init() {}
}

extension KeyDisabled: EntryPayload {
    package static var type: EntryType { .keyDisabled }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {}
}

/// A disabled key works again.
package struct KeyEnabled: Sendable, Equatable {
    package init() {}
}

extension KeyEnabled: EntryPayload {
    package static var type: EntryType { .keyEnabled }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {}
}

/// A key has a new secret version; those before it end at `overlap_until`.
package struct KeyRotated: Sendable, Equatable {
    package var hint: String = ""
    /// Equal to the time of the entry where there is no overlap.
    package var overlapUntil: Timestamp = .placeholder
    package var secret: Digest = .zero
    /// From 1, which is the secret the key was created with.
    package var secretVersion: Int64 = 0

    package init() {}
}

extension KeyRotated: EntryPayload {
    package static var type: EntryType { .keyRotated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("hint", 1, &hint)
        try visitor.required("overlap_until", 2, &overlapUntil)
        try visitor.required("secret", 3, &secret)
        try visitor.required("secret_version", 4, &secretVersion)
    }
}

/// A key is denied for ever.
package struct KeyRevoked: Sendable, Equatable {
    package init() {}
}

extension KeyRevoked: EntryPayload {
    package static var type: EntryType { .keyRevoked }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {}
}

/// A key is denied for ever and hidden from lists.
package struct KeyDeleted: Sendable, Equatable {
    package init() {}
}

extension KeyDeleted: EntryPayload {
    package static var type: EntryType { .keyDeleted }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {}
}

/// A secret of a key was found where it should not be.
package struct CredentialLeakReported: Sendable, Equatable {
    package var secretVersion: Int64 = 0

    package init() {}
}

extension CredentialLeakReported: EntryPayload {
    package static var type: EntryType { .credentialLeakReported }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("secret_version", 1, &secretVersion)
    }
}

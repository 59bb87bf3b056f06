/// The personal values that one commitment covers. They never stand in a leaf.
package struct PersonalValues: Sendable, Hashable {
    package var email: String?
    /// An outside system's name for a principal.
    package var externalID: String?
    /// The filters of an audit read, as asked.
    package var filters: String?
    package var ip: String?
    /// The name or label of a key or principal.
    package var name: String?
    package var reason: String?
    package var userAgent: String?

    package init() {}

    /// Byte for byte: a commitment is over bytes, and texts that only look alike have another.
    package static func == (one: PersonalValues, other: PersonalValues) -> Bool {
        Term.areSame(one.ip, other.ip) && Term.areSame(one.userAgent, other.userAgent)
            && Term.areSame(one.name, other.name) && Term.areSame(one.email, other.email)
            && Term.areSame(one.externalID, other.externalID)
            && Term.areSame(one.reason, other.reason) && Term.areSame(one.filters, other.filters)
    }

    package var isEmpty: Bool {
        ip == nil && userAgent == nil && name == nil && email == nil && externalID == nil
            && reason == nil && filters == nil
    }
}

extension PersonalValues: FieldGroup {
    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.optional("email", 1, &email)
        try visitor.optional("external_id", 2, &externalID)
        try visitor.optional("filters", 3, &filters)
        try visitor.optional("ip", 4, &ip)
        try visitor.optional("name", 5, &name)
        try visitor.optional("reason", 6, &reason)
        try visitor.optional("user_agent", 7, &userAgent)
    }

    /// The canonical form that salt and commitment are computed over, and that is enciphered.
    package var canonical: [UInt8] {
        var json = CanonicalJSON()
        writeLeaf(to: &json)
        return json.bytes
    }
}

/// Personal values as the log keeps them: bound by a commitment, readable only with the holder's
/// key. Shared, not copied: the same ones go into entry after entry.
///
/// salt = HMAC-SHA256(holder key, canonical values); commitment = SHA-256(salt ‖ canonical values);
/// ciphertext = AES-256-CTR of the canonical values under the holder's key, nonce = the
/// commitment's first 16 bytes.
package final class SealedPersonal: Sendable, Hashable {
    /// Whose values they are: a principal, a key, or the anonymous holder of a day.
    package let holder: String
    package let commitment: Digest
    package let ciphertext: [UInt8]

    package init(holder: String, commitment: Digest, ciphertext: [UInt8]) {
        self.holder = holder
        self.commitment = commitment
        self.ciphertext = ciphertext
    }

    package static func == (one: SealedPersonal, other: SealedPersonal) -> Bool {
        one === other
            || one.commitment == other.commitment && Term(one.holder) == Term(other.holder)
                && one.ciphertext == other.ciphertext
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(commitment) }
}

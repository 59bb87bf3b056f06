/// What a key may do just now, apart from time.
package enum KeyStatus: String, Sendable {
    case active
    case disabled
    case revoked
    case deleted

    /// Nothing brings the key back.
    package var isFinal: Bool { self == .revoked || self == .deleted }
}

/// One secret of a key: the SHA-256 of a token, and until when it is good.
package struct SecretVersion: Sendable, Equatable {
    package var version: Int64
    package var digest: Digest
    package var hint: String
    /// The end of the overlap after a rotation; nil for the newest version.
    package var endsAt: Timestamp?
}

/// A key as its lifecycle entries made it.
package struct KeyState: Sendable {
    package var id: String
    package var tenant: Int
    package var owner: String?
    package var origin: String
    package var scopes: [String]
    package var caps: [Cap]
    /// The entry that set the caps.
    package var capsEntry: UInt64
    package var expiresAt: Timestamp?
    package var status: KeyStatus = .active
    /// When the status became what it is.
    package var statusAt: Timestamp
    /// Since when it is anything but active.
    package var inactiveSince: Timestamp?
    package var secrets: [SecretVersion]
    /// The tenants that a credential may act in; nil for a key that is none.
    package var tenants: [String]?
    package var name: SealedPersonal?
    package var createdAt: Timestamp
    /// The sequences of its lifecycle entries.
    package var history: [UInt64]

    package var hint: String { secrets.last?.hint ?? "" }

    package func isExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// Whether the key would be denied as revoked, disabled or expired for a call at `time`.
    package func isInactive(at time: Timestamp) -> Bool {
        inactiveSince.map { $0 <= time } ?? false || isExpired(at: time)
    }
}

/// How a key was used. Fixed in size, for it changes with every call.
package struct KeyUse: Sendable, Equatable {
    package var lastUsed: Timestamp?
    package var lastSeen: Timestamp?
    /// Allowed calls ever.
    @TwoWords package var usageCount: Int128 = 0

    package init() {}

    mutating func add(_ time: Timestamp, calls: Int64) {
        lastSeen = max(lastSeen ?? time, time)
        guard calls > 0 else { return }
        lastUsed = max(lastUsed ?? time, time)
        usageCount += Int128(calls)
    }

    mutating func add(_ other: KeyUse) {
        if let seen = other.lastSeen { lastSeen = max(lastSeen ?? seen, seen) }
        if let used = other.lastUsed { lastUsed = max(lastUsed ?? used, used) }
        usageCount += other.usageCount
    }
}

/// Where a secret leads to.
package struct SecretReference: Sendable, Hashable {
    package var key: Int
    package var version: Int64
}

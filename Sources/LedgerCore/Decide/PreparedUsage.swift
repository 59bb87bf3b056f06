/// What a `usage.recorded` entry says that does not depend on when it is decided. Shared, not
/// copied: a copy would retain each of its texts, and a call goes through many hands.
package final class PreparedUsage: Sendable {
    /// But for its flags.
    let usage: UsageRecorded
    let key: String?
    let id: CommandID?
    let sender: PreparedCaller
    /// Names of the fields that nobody sent.
    let defaulted: [String]
    /// What the state said that it was prepared with; nil where that knows no such key or tenant.
    let place: UsagePlace?
    /// Of the call, for the key's holder. Without a key the holder depends on the day.
    let personal: SealedPersonal?

    init(
        _ usage: UsageRecorded, key: String?, id: CommandID?, by sender: PreparedCaller,
        defaulted: [String], place: UsagePlace?, personal: SealedPersonal?
    ) {
        self.usage = usage
        self.key = key
        self.id = id
        self.sender = sender
        self.defaulted = defaulted
        self.place = place
        self.personal = personal
    }
}

/// Names of the fields that nobody sent, as nearly every usage record has them: made once, so that
/// none makes its own.
enum Defaulted {
    static let quantities = ["quantities"]
    /// Also of every call that is decided as it happens: it has no time of its own.
    static let time = ["time"]
    static let quantitiesAndTime = ["quantities", "time"]
}

/// Where a usage record belongs, with what follows from that. None of it ever changes: an index
/// keeps its key, and a key its tenant and its owner.
struct UsagePlace: Sendable {
    var tenant: Int
    var key: Int?
    /// Of the record's id, for the dedup.
    var hash: UInt64?
}

extension PersonalValues {
    /// Those of a call, cleaned.
    init(ofCallFrom ip: String?, _ userAgent: String?) {
        self.init()
        self.ip = Redaction.cleaned(ip)
        self.userAgent = Redaction.cleaned(userAgent)
    }
}

extension LedgerState {
    /// Seals the personal values of a call for the holder that a key has.
    func seal(
        _ values: PersonalValues, ofKey key: Int, _ sealing: any PersonalSealing
    ) -> SealedPersonal? {
        guard !values.isEmpty else { return nil }
        // Field by field, for a key is large.
        if let owner = keys[key].owner { return sealing.seal(values, holder: owner) }
        return sealing.seal(values, holder: keys[key].id)
    }
}

/// Who gives commands, as their entries say it. Shared, as many lines have one sender.
package final class PreparedCaller: Sendable {
    let actor: Actor
    /// Which tenants exist for the caller.
    let tenants: TenantList
    /// The actor's personal values.
    let personal: SealedPersonal?

    fileprivate init(_ actor: Actor, of tenants: TenantList, _ personal: SealedPersonal?) {
        self.actor = actor
        self.tenants = tenants
        self.personal = personal
    }
}

extension Caller {
    /// The caller with its personal values sealed.
    package func prepared(by sealing: any PersonalSealing) -> PreparedCaller {
        let sealed =
            personal.isEmpty ? nil : sealing.seal(personal.cleaned, holder: actor.source)
        return PreparedCaller(actor, of: tenants, sealed)
    }
}

/// One fact in the log.
package struct Entry: Sendable, Equatable {
    /// The entry's index, from 0, contiguous.
    package var sequence: UInt64
    /// When it was recorded; one value for all entries of a frame.
    package var recordedAt: Timestamp
    package var tenant: String
    package var actor: Actor
    package var key: String?
    /// When it happened; for usage, this decides the period.
    package var time: Timestamp?
    /// The namespace of `id`.
    package var source: String?
    /// The caller's name for it; bound for ever within (tenant, source).
    package var id: String?
    /// Personal values of the call or of the thing itself.
    package var personal: SealedPersonal?
    /// Personal values of the actor, and the reason given.
    package var actorPersonal: SealedPersonal?
    /// Names of the fields that nobody sent and `decide` filled in.
    package var defaulted: [String]
    package var body: EntryBody

    package init(
        sequence: UInt64, recordedAt: Timestamp, tenant: String, actor: Actor, key: String? = nil,
        time: Timestamp? = nil, source: String? = nil, id: String? = nil,
        personal: SealedPersonal? = nil, actorPersonal: SealedPersonal? = nil,
        defaulted: [String] = [], body: EntryBody
    ) {
        self.sequence = sequence
        self.recordedAt = recordedAt
        self.tenant = tenant
        self.actor = actor
        self.key = key
        self.time = time
        self.source = source
        self.id = id
        self.personal = personal
        self.actorPersonal = actorPersonal
        self.defaulted = defaulted
        self.body = body
    }

    package var type: EntryType { body.type }
}

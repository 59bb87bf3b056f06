/// A `usage.recorded` entry of a call with a known key, put together of what its sender prepared
/// and what was decided of it: the same as the `Entry`, but made, kept and let go of without
/// touching a text.
///
/// Its row and what it changes in a state are those of the entry; a test holds them against each
/// other.
package struct UsageRecord: Sendable {
    package let sequence: UInt64
    package let recordedAt: Timestamp
    let prepared: PreparedUsage
    let tenant: String
    /// By their indexes in the state.
    let place: (tenant: Int, key: Int)
    let time: Timestamp
    let flags: UsageFlags

    /// The entry in the shape that all have.
    package var entry: Entry {
        let sender = prepared.sender
        var usage = prepared.usage
        usage.flags = flags.list
        return Entry(
            sequence: sequence, recordedAt: recordedAt, tenant: tenant, actor: sender.actor,
            key: prepared.key, time: time, source: prepared.id?.source, id: prepared.id?.id,
            personal: prepared.personal, actorPersonal: sender.personal,
            defaulted: prepared.defaulted, body: .usageRecorded(usage))
    }
}

/// The flags of a usage record.
struct UsageFlags: OptionSet, Sendable {
    let rawValue: UInt8
    static let keyInactive = UsageFlags(rawValue: 1)
    static let overCap = UsageFlags(rawValue: 2)

    /// In the order in which an entry names them.
    var list: [UsageFlag] {
        var list: [UsageFlag] = []
        if contains(.keyInactive) { list.append(.keyInactive) }
        if contains(.overCap) { list.append(.overCap) }
        return list
    }
}

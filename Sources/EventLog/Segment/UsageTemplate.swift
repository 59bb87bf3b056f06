package import LedgerCore

/// What many usage records of a segment have in common: all but tenant, key, times, ids, personal
/// values, operation, duration, sizes and amounts.
package struct UsageTemplate: Sendable {
    /// A record with the common parts; where it has one of the others, that is a stand-in.
    let prototype: Entry
    /// The payload of that record.
    package let usage: UsageRecorded

    /// The namespace of the ids, where the records have one.
    package var source: String? { prototype.source }
    /// Who gave the command.
    package var actor: Actor { prototype.actor }
    /// Whether the records have an id.
    package var hasID: Bool { prototype.id != nil }
    /// Whether the records have a time of their own; else they happened when they were recorded.
    package var hasTime: Bool { prototype.time != nil }
    /// Whether the records have personal values.
    package var hasPersonal: Bool { prototype.personal != nil }
    /// Names of the fields that nobody sent.
    package var defaulted: [String] { prototype.defaulted }
    /// The names of the meters, in the order of the amounts.
    package var meters: [String] { usage.quantities.items.map(\.meter) }

    /// - Parameter row: a row whose values that differ are zero.
    init(_ row: ArraySlice<UInt8>, dictionary: FrameDictionary) throws(FormatError) {
        var reader = RowReader(row: ByteReader(row), dictionary: dictionary)
        prototype = try Entry.read(sequence: 0, recordedAt: .epoch, from: &reader)
        guard reader.row.isAtEnd, case .usageRecorded(let usage) = prototype.body,
            usage.quantities.items.count <= SegmentFormat.amountSlots
        else { throw .malformed("template") }
        self.usage = usage
    }
}

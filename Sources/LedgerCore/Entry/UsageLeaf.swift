/// The leaf of usage records that have one template: what they have in common is written once, and
/// each record fills in the rest.
///
/// It gives the bytes of `Entry.leaf` some ten times as fast, without an `Entry`.
package struct UsageLeaf: Sendable {
    /// What a record fills in.
    package enum Slot: Sendable {
        case actorPersonal
        case blind
        /// By its place in the order of the meters' names.
        case amount(Int)
        case durationUs
        case operation
        case requestBytes
        case responseBytes
        case traceID
        case id
        case key
        case personal
        case recordedAt
        case sequence
        case tenant
        case time
    }

    private var slots: [(slot: Slot, end: Int)] = []
    /// What stands before each slot and after the last one.
    private var fixed: [UInt8] = []

    /// - Parameters:
    ///   - prototype: a record of the template; of what differs from record to record only counts
    ///     whether it is there.
    ///   - usage: its payload.
    package init(_ prototype: Entry, usage: UsageRecorded) {
        var writing = UsageLeafWriting()
        writing.write(prototype, usage)
        slots = writing.slots
        fixed = writing.json.bytes
    }

    /// Writes the leaf of a record.
    /// - Parameters:
    ///   - text: where to; what it held is removed.
    ///   - fill: writes the value of a slot.
    @inline(__always)
    package func write(to text: inout LeafText, _ fill: (Slot, inout LeafText) -> Void) {
        text.removeAll()
        var start = 0
        for index in slots.indices {
            let end = slots[index].end
            text.append(fixed.span.extracting(start..<end))
            fill(slots[index].slot, &text)
            start = end
        }
        text.append(fixed.span.extracting(start..<fixed.count))
    }
}

/// Writes a leaf and leaves out what the records fill in.
private struct UsageLeafWriting {
    var json = CanonicalJSON()
    var slots: [(slot: UsageLeaf.Slot, end: Int)] = []

    /// The members and their order are those of `Entry.leaf`.
    mutating func write(_ entry: Entry, _ usage: UsageRecorded) {
        json.beginObject()
        json.name("actor")
        entry.actor.writeLeaf(to: &json)
        if entry.actorPersonal != nil { member("actor_personal", .actorPersonal) }
        member("blind", .blind)
        json.name("data")
        json.beginObject()
        var usage = usage
        usage.visit(&self)
        json.endObject()
        if !entry.defaulted.isEmpty {
            json.name("defaulted")
            entry.defaulted.writeLeaf(to: &json)
        }
        if entry.id != nil { member("id", .id) }
        if entry.key != nil { member("key", .key) }
        if entry.personal != nil { member("personal", .personal) }
        member("recorded_at", .recordedAt)
        member("sequence", .sequence)
        if let source = entry.source {
            json.name("source")
            json.string(source)
        }
        member("tenant", .tenant)
        if entry.time != nil { member("time", .time) }
        json.name("type")
        json.string(EntryType.usageRecorded.name)
        json.name("v")
        json.integer(Entry.leafVersion)
        json.endObject()
    }

    private mutating func member(_ name: StaticString, _ slot: UsageLeaf.Slot) {
        json.name(name)
        leave(slot)
    }

    private mutating func leave(_ slot: UsageLeaf.Slot) { slots.append((slot, json.skipValue())) }
}

extension UsageLeafWriting: FieldVisitor {
    typealias Failure = Never

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        json.name(name)
        if let slot = UsageLeaf.Slot(field: number) {
            leave(slot)
        } else if let quantities = value as? Quantities {
            json.beginObject()
            for (index, item) in quantities.items.enumerated() {
                json.name(item.meter)
                leave(.amount(index))
            }
            json.endObject()
        } else {
            value.writeLeaf(to: &json)
        }
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        if var present = value { required(name, number, &present) }
    }
}

extension UsageLeaf.Slot {
    /// The slot of a field of `UsageRecorded`, by the field's number.
    fileprivate init?(field number: UInt8) {
        switch number {
        case 5: self = .durationUs
        case 7: self = .operation
        case 11: self = .requestBytes
        case 12: self = .responseBytes
        case 16: self = .traceID
        default: return nil
        }
    }
}

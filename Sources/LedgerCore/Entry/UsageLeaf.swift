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

    /// A place that a record fills in, and where the fixed text before it ends.
    struct Gap: Sendable {
        let slot: Slot
        let end: Int
    }

    private let gaps: [Gap]
    /// What stands before each gap and after the last one.
    private let fixed: [UInt8]

    /// - Parameter prototype: a record of the template; of what differs from record to record only
    ///   counts whether it is there.
    package init(_ prototype: Entry) {
        var writing = EntryLeafWriting(json: CanonicalJSON(), gaps: [])
        writing.write(prototype, blind: [])
        gaps = writing.gaps ?? []
        fixed = writing.json.bytes
    }

    /// The most bytes that a value takes which is no text: a commitment with its quotes.
    private static let valueBytes = 66

    /// Writes the leaf of a record.
    /// - Parameters:
    ///   - text: what it held is replaced.
    ///   - textBytes: the most bytes that the record's texts take, as JSON.
    ///   - fill: writes the value of a slot.
    @inline(__always)
    package func write(
        to text: inout LeafText, textBytes: Int, _ fill: (Slot, inout LeafCursor) -> Void
    ) {
        let capacity = fixed.count + gaps.count * Self.valueBytes + textBytes
        text.write(reserving: capacity) { cursor in
            var start = 0
            for gap in gaps {
                cursor.append(fixed.span.extracting(start..<gap.end))
                fill(gap.slot, &cursor)
                start = gap.end
            }
            cursor.append(fixed.span.extracting(start..<fixed.count))
        }
    }
}

/// Writes the payload of a usage record with its gaps.
extension EntryLeafWriting: FieldVisitor {
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

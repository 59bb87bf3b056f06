/// A month of a tenant begins to count. Only these instants say what is in it.
package struct PeriodOpened: Sendable, Equatable {
    /// The start of each day.
    package var days: [Timestamp] = []
    /// The first instant after it.
    package var endsAt: Timestamp = .placeholder
    package var month: Month = .placeholder
    package var startsAt: Timestamp = .placeholder
    /// The zone it was computed for, as a note.
    package var timeZone: String = ""

    package init() {}
}

extension PeriodOpened: EntryPayload {
    package static var type: EntryType { .periodOpened }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("days", 1, &days)
        try visitor.required("ends_at", 2, &endsAt)
        try visitor.required("month", 3, &month)
        try visitor.required("starts_at", 4, &startsAt)
        try visitor.term("time_zone", 5, &timeZone)
    }
}

/// What a meter came to in a statement.
package struct MeterTotal: Sendable, Equatable {
    package var meter: String = ""
    package var quantity: Int128 = 0

    package init() {}
}

extension MeterTotal: FieldGroup {
    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("meter", 1, &meter)
        try visitor.required("quantity", 2, &quantity)
    }
}

/// A month of a tenant is closed: its statement is fixed.
package struct PeriodClosed: Sendable, Equatable {
    package var adjustments: Int64 = 0
    /// SHA-256 of the canonical statement.
    package var digest: Digest = .zero
    /// The last entry that the statement counts.
    package var lastSequence: UInt64 = 0
    package var lines: Int64 = 0
    package var month: Month = .placeholder
    package var totals: [MeterTotal] = []

    package init() {}
}

extension PeriodClosed: EntryPayload {
    package static var type: EntryType { .periodClosed }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("adjustments", 1, &adjustments)
        try visitor.required("digest", 2, &digest)
        try visitor.required("last_sequence", 3, &lastSequence)
        try visitor.required("lines", 4, &lines)
        try visitor.required("month", 5, &month)
        try visitor.required("totals", 6, &totals)
    }
}

/// Why usage is recorded long after it happened.
package enum BackfillKind: String, Word {
    /// Billable usage that was missing; counts when it is committed.
    case correction
    /// History of another system; never counts for a meter, cap or statement.
    case imported = "import"

    package static var placeholder: BackfillKind { .correction }
}

/// Records begin to come in that count nowhere until they are committed.
package struct BackfillOpened: Sendable, Equatable {
    package var backfill: String = ""
    package var kind: BackfillKind = .placeholder

    package init() {}
}

extension BackfillOpened: EntryPayload {
    package static var type: EntryType { .backfillOpened }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("backfill", 1, &backfill)
        try visitor.required("kind", 2, &kind)
    }
}

/// The records of a backfill count from here on.
package struct BackfillCommitted: Sendable, Equatable {
    package var backfill: String = ""
    package var records: Int64 = 0

    package init() {}
}

extension BackfillCommitted: EntryPayload {
    package static var type: EntryType { .backfillCommitted }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("backfill", 1, &backfill)
        try visitor.required("records", 2, &records)
    }
}

/// The records of a backfill never count; their ids are free again.
package struct BackfillReverted: Sendable, Equatable {
    package var backfill: String = ""

    package init() {}
}

extension BackfillReverted: EntryPayload {
    package static var type: EntryType { .backfillReverted }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("backfill", 1, &backfill)
    }
}

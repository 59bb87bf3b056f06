/// The first entry: what this ledger is.
package struct LedgerCreated: Sendable, Equatable {
    /// How many entries a segment holds.
    package var entriesPerSegment: Int64 = 0
    /// The ledger's identity: 16 random bytes in hexadecimal.
    package var ledger: String = ""

    package init() {}
}

extension LedgerCreated: EntryPayload {
    package static var type: EntryType { .ledgerCreated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("entries_per_segment", 1, &entriesPerSegment)
        try visitor.term("ledger", 2, &ledger)
    }
}

/// From here on entries are applied by a newer version of the rules.
package struct LedgerRulesRaised: Sendable, Equatable {
    package var rules: Int64 = 0

    package init() {}
}

extension LedgerRulesRaised: EntryPayload {
    package static var type: EntryType { .ledgerRulesRaised }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("rules", 1, &rules)
    }
}

/// An admin accepted a clock that appends had stopped for.
package struct LedgerClockAccepted: Sendable, Equatable {
    /// What the clock said.
    package var clock: Timestamp = .placeholder
    /// The time of the entry before.
    package var last: Timestamp = .placeholder

    package init() {}
}

extension LedgerClockAccepted: EntryPayload {
    package static var type: EntryType { .ledgerClockAccepted }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("clock", 1, &clock)
        try visitor.required("last", 2, &last)
    }
}

/// Checkpoints are signed by another key from here on.
package struct LedgerSigningKeyRotated: Sendable, Equatable {
    package var algorithm: String = ""
    /// The new public key, in hexadecimal.
    package var publicKey: String = ""

    package init() {}
}

extension LedgerSigningKeyRotated: EntryPayload {
    package static var type: EntryType { .ledgerSigningKeyRotated }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("algorithm", 1, &algorithm)
        try visitor.required("public_key", 2, &publicKey)
    }
}

/// Records were sent to another system.
package struct ExportPushed: Sendable, Equatable {
    /// SHA-256 of what was sent.
    package var digest: Digest = .zero
    package var format: String = ""
    package var fromSequence: UInt64 = 0
    package var records: Int64 = 0
    package var target: String = ""
    package var untilSequence: UInt64 = 0

    package init() {}
}

extension ExportPushed: EntryPayload {
    package static var type: EntryType { .exportPushed }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("digest", 1, &digest)
        try visitor.term("format", 2, &format)
        try visitor.required("from_sequence", 3, &fromSequence)
        try visitor.required("records", 4, &records)
        try visitor.term("target", 5, &target)
        try visitor.required("until_sequence", 6, &untilSequence)
    }
}

/// Where events are sent to.
package struct WebhookChanged: Sendable, Equatable {
    package var enabled: Bool = false
    package var events: [String] = []
    package var name: String = ""
    /// Where the signing secret is found; never the secret.
    package var secretName: String?
    package var url: String = ""

    package init() {}
}

extension WebhookChanged: EntryPayload {
    package static var type: EntryType { .webhookChanged }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.flag("enabled", 1, &enabled)
        try visitor.terms("events", 2, &events)
        try visitor.term("name", 3, &name)
        try visitor.term("secret_name", 4, &secretName)
        try visitor.term("url", 5, &url)
    }
}

/// Somebody asked for a holder's personal values to be destroyed.
package struct PersonalErasureRequested: Sendable, Equatable {
    package var holder: String = ""

    package init() {}
}

extension PersonalErasureRequested: EntryPayload {
    package static var type: EntryType { .personalErasureRequested }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("holder", 1, &holder)
    }
}

/// A holder's key is destroyed; its personal values are gone everywhere.
package struct PersonalErased: Sendable, Equatable {
    package var holder: String = ""

    package init() {}
}

extension PersonalErased: EntryPayload {
    package static var type: EntryType { .personalErased }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("holder", 1, &holder)
    }
}

/// Somebody read who did what. The filters asked for are personal values.
package struct AuditRead: Sendable, Equatable {
    package var from: Timestamp?
    package var question: String = ""
    /// How many of the same within the minute.
    package var requests: Int64 = 0
    package var subject: String?
    package var until: Timestamp?

    package init() {}
}

extension AuditRead: EntryPayload {
    package static var type: EntryType { .auditRead }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.optional("from", 1, &from)
        try visitor.term("question", 2, &question)
        try visitor.required("requests", 3, &requests)
        try visitor.term("subject", 4, &subject)
        try visitor.optional("until", 5, &until)
    }
}

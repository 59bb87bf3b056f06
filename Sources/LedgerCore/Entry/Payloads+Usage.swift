/// How a call ended, as far as the key is concerned.
package enum Outcome: String, Word {
    case allowed
    case denied

    package static var placeholder: Outcome { .allowed }
}

/// What is remarkable about a recorded fact; facts are never refused for it.
package enum UsageFlag: String, Word {
    /// The key was revoked, disabled, deleted or expired when the call happened.
    case keyInactive = "key_inactive"
    /// The call took a meter past a cap.
    case overCap = "over_cap"

    package static var placeholder: UsageFlag { .keyInactive }
}

/// One call: reported after the fact, or admitted by `consume`.
package struct UsageRecorded: Sendable, Equatable {
    /// The ledger let the call pass before it happened.
    package var admitted: Bool = false
    /// The backfill that the record came with.
    package var backfill: String?
    package var client: String?
    /// The API's own error, or why the call was denied.
    package var code: String?
    package var durationUs: Int64?
    package var flags: [UsageFlag] = []
    package var operation: String = ""
    package var outcome: Outcome = .placeholder
    /// Who called, where there was no key.
    package var principal: String?
    package var quantities: Quantities = .none
    package var requestBytes: Int64?
    package var responseBytes: Int64?
    /// The scopes the call needed.
    package var scopes: [String] = []
    package var secretVersion: Int64?
    package var status: Int64?
    package var traceID: String?
    package var transport: String?

    package init() {}
}

extension UsageRecorded: EntryPayload {
    package static var type: EntryType { .usageRecorded }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.flag("admitted", 1, &admitted)
        try visitor.term("backfill", 2, &backfill)
        try visitor.term("client", 3, &client)
        try visitor.term("code", 4, &code)
        try visitor.optional("duration_us", 5, &durationUs)
        try visitor.list("flags", 6, &flags)
        try visitor.term("operation", 7, &operation)
        try visitor.required("outcome", 8, &outcome)
        try visitor.term("principal", 9, &principal)
        try visitor.required("quantities", 10, &quantities)
        try visitor.optional("request_bytes", 11, &requestBytes)
        try visitor.optional("response_bytes", 12, &responseBytes)
        try visitor.termList("scopes", 13, &scopes)
        try visitor.optional("secret_version", 14, &secretVersion)
        try visitor.optional("status", 15, &status)
        try visitor.optional("trace_id", 16, &traceID)
        try visitor.term("transport", 17, &transport)
    }
}

/// One call that the ledger refused. It adds to `denied_calls` only.
package struct UsageDenied: Sendable, Equatable {
    package var client: String?
    package var code: String = ""
    package var operation: String = ""
    package var quantities: Quantities = .none
    package var scopes: [String] = []
    package var secretVersion: Int64?
    package var traceID: String?
    package var transport: String?

    package init() {}
}

extension UsageDenied: EntryPayload {
    package static var type: EntryType { .usageDenied }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("client", 1, &client)
        try visitor.term("code", 2, &code)
        try visitor.term("operation", 3, &operation)
        try visitor.required("quantities", 4, &quantities)
        try visitor.termList("scopes", 5, &scopes)
        try visitor.optional("secret_version", 6, &secretVersion)
        try visitor.optional("trace_id", 7, &traceID)
        try visitor.term("transport", 8, &transport)
    }
}

/// How a call ended that `consume` had admitted. It adds no quantity.
package struct UsageCompleted: Sendable, Equatable {
    package var code: String?
    /// The sequence of the admission.
    package var decision: UInt64 = 0
    package var durationUs: Int64?
    package var requestBytes: Int64?
    package var responseBytes: Int64?
    package var status: Int64?
    package var traceID: String?

    package init() {}
}

extension UsageCompleted: EntryPayload {
    package static var type: EntryType { .usageCompleted }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("code", 1, &code)
        try visitor.required("decision", 2, &decision)
        try visitor.optional("duration_us", 3, &durationUs)
        try visitor.optional("request_bytes", 4, &requestBytes)
        try visitor.optional("response_bytes", 5, &responseBytes)
        try visitor.optional("status", 6, &status)
        try visitor.optional("trace_id", 7, &traceID)
    }
}

/// Denials beyond the bound of one by one, of one second.
package struct UsageDeniedAggregate: Sendable, Equatable {
    /// Denials by code.
    package var counts: Quantities = .none
    package var from: Timestamp = .placeholder
    package var until: Timestamp = .placeholder

    package init() {}
}

extension UsageDeniedAggregate: EntryPayload {
    package static var type: EntryType { .usageDeniedAggregate }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("counts", 1, &counts)
        try visitor.required("from", 2, &from)
        try visitor.required("until", 3, &until)
    }
}

/// A recorded usage counts no more. Final.
package struct UsageVoided: Sendable, Equatable {
    package var original: UInt64 = 0

    package init() {}
}

extension UsageVoided: EntryPayload {
    package static var type: EntryType { .usageVoided }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("original", 1, &original)
    }
}

/// A recorded usage counts otherwise; what is absent stays.
package struct UsageAmended: Sendable, Equatable {
    package var operation: String?
    package var original: UInt64 = 0
    package var outcome: Outcome?
    package var quantities: Quantities?

    package init() {}
}

extension UsageAmended: EntryPayload {
    package static var type: EntryType { .usageAmended }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("operation", 1, &operation)
        try visitor.required("original", 2, &original)
        try visitor.optional("outcome", 3, &outcome)
        try visitor.optional("quantities", 4, &quantities)
    }
}

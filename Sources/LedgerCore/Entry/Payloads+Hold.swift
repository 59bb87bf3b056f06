/// Quantities are reserved for a call.
package struct HoldPlaced: Sendable, Equatable {
    package var client: String?
    package var expiresAt: Timestamp = .placeholder
    package var operation: String = ""
    package var quantities: Quantities = .none
    package var scopes: [String] = []
    package var secretVersion: Int64?
    package var traceID: String?
    package var transport: String?

    package init() {}
}

extension HoldPlaced: EntryPayload {
    package static var type: EntryType { .holdPlaced }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("client", 1, &client)
        try visitor.required("expires_at", 2, &expiresAt)
        try visitor.term("operation", 3, &operation)
        try visitor.required("quantities", 4, &quantities)
        try visitor.termList("scopes", 5, &scopes)
        try visitor.optional("secret_version", 6, &secretVersion)
        try visitor.optional("trace_id", 7, &traceID)
        try visitor.term("transport", 8, &transport)
    }
}

/// A hold became usage.
package struct HoldSettled: Sendable, Equatable {
    package var durationUs: Int64?
    /// The sequence of the hold.
    package var hold: UInt64 = 0
    package var quantities: Quantities = .none
    package var requestBytes: Int64?
    package var responseBytes: Int64?
    package var status: Int64?

    package init() {}
}

extension HoldSettled: EntryPayload {
    package static var type: EntryType { .holdSettled }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.optional("duration_us", 1, &durationUs)
        try visitor.required("hold", 2, &hold)
        try visitor.required("quantities", 3, &quantities)
        try visitor.optional("request_bytes", 4, &requestBytes)
        try visitor.optional("response_bytes", 5, &responseBytes)
        try visitor.optional("status", 6, &status)
    }
}

/// A hold ended unused.
package struct HoldExpired: Sendable, Equatable {
    package var hold: UInt64 = 0

    package init() {}
}

extension HoldExpired: EntryPayload {
    package static var type: EntryType { .holdExpired }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("hold", 1, &hold)
    }
}

/// A gateway may admit up to a quantity on its own.
package struct LeaseGranted: Sendable, Equatable {
    package var expiresAt: Timestamp = .placeholder
    package var lease: String = ""
    package var meter: String = ""
    package var quantity: Int64 = 0

    package init() {}
}

extension LeaseGranted: EntryPayload {
    package static var type: EntryType { .leaseGranted }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("expires_at", 1, &expiresAt)
        try visitor.term("lease", 2, &lease)
        try visitor.term("meter", 3, &meter)
        try visitor.required("quantity", 4, &quantity)
    }
}

/// What a gateway used of its lease.
package struct LeaseSettled: Sendable, Equatable {
    package var lease: String = ""
    package var quantity: Int64 = 0

    package init() {}
}

extension LeaseSettled: EntryPayload {
    package static var type: EntryType { .leaseSettled }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("lease", 1, &lease)
        try visitor.required("quantity", 2, &quantity)
    }
}

/// A lease ended.
package struct LeaseExpired: Sendable, Equatable {
    package var lease: String = ""

    package init() {}
}

extension LeaseExpired: EntryPayload {
    package static var type: EntryType { .leaseExpired }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("lease", 1, &lease)
    }
}

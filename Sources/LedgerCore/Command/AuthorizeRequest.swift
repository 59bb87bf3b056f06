/// A gateway's question whether a call may pass.
package struct AuthorizeRequest: Sendable {
    package enum Mode: String, Sendable {
        /// Looks, records nothing.
        case check
        /// Admits and records in one durable step.
        case consume
    }

    /// What the caller of the gateway presented.
    package enum Presented: Sendable {
        /// The SHA-256 of a well-formed token.
        case token(Digest)
        /// Something that cannot be a token of ours.
        case malformed
        /// A key by its id, where the gateway knows the caller otherwise.
        case key(String)
    }

    package var presented: Presented
    /// The tenant that the key must belong to.
    package var tenant: String?
    package var operation: String
    package var scopes: [String] = []
    package var quantities = Quantities.oneCall
    package var mode = Mode.consume
    package var id: String?
    package var client: String?
    package var transport: String?
    package var traceID: String?
    package var ip: String?
    package var userAgent: String?
    /// The fields that the sender left out.
    package var defaulted: [String] = []

    package init(presented: Presented, operation: String) {
        self.presented = presented
        self.operation = operation
    }
}

/// Why a call may pass or not, in order of precedence: the first that holds is the answer.
package enum DecisionCode: String, Sendable, CaseIterable {
    case malformedKey = "malformed_key"
    case unknownKey = "unknown_key"
    case tenantMismatch = "tenant_mismatch"
    case revoked
    case disabled
    case expired
    case scopeMissing = "scope_missing"
    /// The id admitted this call before, too long ago to be a retry.
    case duplicateID = "duplicate_id"
    /// The id admitted another call before.
    case idConflict = "id_conflict"
    case capExceeded = "cap_exceeded"
    case ok
}

/// How a cap stands.
package struct CapStanding: Sendable, Equatable {
    package enum Holder: String, Sendable {
        case key
        case tenant
    }

    package var holder: Holder
    package var cap: Cap
    @TwoWords package var used: Int128
    @TwoWords package var held: Int128
    package var resetsAt: Timestamp
    /// The entry that set the cap.
    package var entry: UInt64

    package var remaining: Int128 { max(0, Int128(cap.limit) - used - held) }

    package func admits(_ quantity: Int64) -> Bool {
        used + held + Int128(quantity) <= Int128(cap.limit)
    }
}

/// The answer to an authorize request.
package struct Decision: Sendable {
    package var code: DecisionCode
    package var key: String?
    package var tenant: String?
    /// The caps of key and tenant, as they stand after the decision.
    package var caps: [CapStanding] = []
    /// The entry that recorded it; nil for a check, and for a denial beyond the bound of one by
    /// one.
    package var entry: UInt64?
    /// The position of the state that it was decided on: replaying to it gives the same answer.
    package var position: UInt64
    /// What the call was admitted for; nothing where it was not, or is a retry.
    private var admitted = Quantities.none
    /// A retry of a call admitted before; nothing was spent again.
    package var isReplay = false

    package var isAllowed: Bool { code == .ok }

    /// Says that the call is admitted, which draws on the caps.
    mutating func admit(_ quantities: Quantities) {
        admitted = quantities
        for index in caps.indices {
            caps[index].used += Int128(quantities[caps[index].cap.meter])
        }
    }

    /// The caps as they stood before.
    package var before: [CapStanding] {
        caps.map { standing in
            var standing = standing
            standing.used -= Int128(admitted[standing.cap.meter])
            return standing
        }
    }

    package init(code: DecisionCode, position: UInt64) {
        self.code = code
        self.position = position
    }
}

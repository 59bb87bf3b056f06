import LedgerCore
import LedgerTesting

/// What the ledger must answer, told from plain lists of what happened. Slow and simple: it keeps
/// no sums.
struct DecideOracle {
    struct Tenant {
        var offsetMinutes: Int64
        var caps: [Cap] = []
    }

    struct Key {
        var tenant: String
        var caps: [Cap] = []
        var scopes: [String] = []
        var status = KeyStatus.active
        var expiresAt: Timestamp?
    }

    /// A call that counts, allowed or denied.
    struct Call {
        var tenant: String
        var key: String?
        var time: Timestamp
        var quantities: [String: Int64]
        var isDenied = false
    }

    struct ID: Hashable {
        var tenant: String
        var source: String
        var id: String
    }

    /// What an id is bound to.
    struct Binding {
        var sequence: UInt64
        var key: String
        var operation: String
        var quantities: [String: Int64]
        var admittedAt: Timestamp?
        /// Nil where nobody sent it.
        var time: Timestamp?
        var backfill: String?
    }

    enum Answer: Equatable {
        case code(DecisionCode)
        case replay(UInt64)
    }

    var tenants: [String: Tenant] = [:]
    var keys: [String: Key] = [:]
    var calls: [Call] = []
    var bindings: [ID: Binding] = [:]
    /// Imported calls by backfill, and the backfills that were committed.
    var imported: [String: [Call]] = [:]
    var committed: Set<String> = []

    /// The day of `time` for a tenant, as a count of days: its zone is a fixed offset.
    private func day(_ time: Timestamp, of tenant: String) -> Int64 {
        let offset = (tenants[tenant]?.offsetMinutes ?? 0) * 60_000_000
        let local = time.microseconds + offset
        return (local - ((local % 86_400_000_000) + 86_400_000_000) % 86_400_000_000)
            / 86_400_000_000
    }

    private func isSamePeriod(
        _ one: Timestamp, _ other: Timestamp, _ period: CapPeriod, of tenant: String
    ) -> Bool {
        let days = (day(one, of: tenant), day(other, of: tenant))
        if period == .day { return days.0 == days.1 }
        let dates = (CivilDate(daysSinceEpoch: days.0), CivilDate(daysSinceEpoch: days.1))
        return dates.0.year == dates.1.year && dates.0.month == dates.1.month
    }

    /// What a meter came to in the period that `time` lies in, for a key or for a whole tenant.
    func used(
        _ meter: String, _ period: CapPeriod, at time: Timestamp, tenant: String, key: String? = nil
    ) -> Int128 {
        calls.reduce(0) { sum, call in
            guard call.tenant == tenant, key == nil || call.key == key,
                isSamePeriod(call.time, time, period, of: tenant)
            else { return sum }
            if call.isDenied {
                return meter == Meter.deniedCalls
                    ? sum + Int128(call.quantities[Meter.calls] ?? 0) : sum
            }
            return sum + Int128(call.quantities[meter] ?? 0)
        }
    }

    /// Whether every cap has room for `quantities` more.
    func hasRoom(
        for quantities: [String: Int64], key: String, at time: Timestamp
    ) -> Bool {
        guard let state = keys[key], let tenant = tenants[state.tenant] else { return false }
        let own = state.caps.map { ($0, Optional(key)) } + tenant.caps.map { ($0, nil) }
        return own.allSatisfy { cap, holder in
            let used = used(cap.meter, cap.period, at: time, tenant: state.tenant, key: holder)
            return used + Int128(quantities[cap.meter] ?? 0) <= Int128(cap.limit)
        }
    }

    /// How an authorize request must be answered; `source` is the caller's.
    func answer(
        key: String, operation: String, scope: String, quantities: [String: Int64], id: String?,
        source: String, at now: Timestamp
    ) -> Answer {
        guard let state = keys[key] else { return .code(.unknownKey) }
        switch state.status {
        case .revoked, .deleted: return .code(.revoked)
        case .disabled: return .code(.disabled)
        case .active: break
        }
        if let end = state.expiresAt, end <= now { return .code(.expired) }
        if !state.scopes.contains(scope) { return .code(.scopeMissing) }
        if let id, let bound = bindings[ID(tenant: state.tenant, source: source, id: id)] {
            guard let admittedAt = bound.admittedAt, bound.key == key,
                bound.operation == operation, bound.quantities == quantities
            else { return .code(.idConflict) }
            let age = now.microseconds - admittedAt.microseconds
            return age <= 300_000_000 ? .replay(bound.sequence) : .code(.duplicateID)
        }
        return .code(hasRoom(for: quantities, key: key, at: now) ? .ok : .capExceeded)
    }
}

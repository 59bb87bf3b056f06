import LedgerCore

/// Keeps a flood of denials from filling the log: beyond the bound they are counted here, and one
/// entry a second says how many.
///
/// The counts are no part of the state; a crash loses at most the last second of them.
struct DenialBound {
    /// Of denials that become entries of their own, per second.
    private static let perKey = 10
    private static let perTenant = 100

    private struct Target: Hashable {
        var tenant: String
        var key: String?
    }

    private var second: Int64 = 0
    private var tenants: [String: Int] = [:]
    private var keys: [String: Int] = [:]
    private var surplus: [Target: [String: Int64]] = [:]

    /// Whether denials wait to be said.
    var isWaiting: Bool { !surplus.isEmpty }

    /// Whether the denial is to be an entry of its own; otherwise it is counted.
    mutating func admits(_ denial: Entry, at now: Timestamp) -> Bool {
        guard case .usageDenied(let payload) = denial.body else { return true }
        let second = now.microseconds / Timestamp.microsecondsPerSecond
        if second != self.second {
            self.second = second
            tenants = [:]
            keys = [:]
        }
        let ofKey = denial.key.map { keys[$0, default: 0] } ?? 0
        if tenants[denial.tenant, default: 0] < Self.perTenant, ofKey < Self.perKey {
            // Only entries count: a flood on one key does not hide the denials of the others.
            tenants[denial.tenant, default: 0] += 1
            if let key = denial.key { keys[key] = ofKey + 1 }
            return true
        }
        surplus[Target(tenant: denial.tenant, key: denial.key), default: [:]][
            payload.code, default: 0] += 1
        return false
    }

    /// The counts of the last second, as entries from `sequence` on; none before the second is
    /// over.
    mutating func due(at now: Timestamp, from sequence: UInt64) -> [Entry] {
        guard isWaiting, now.microseconds / Timestamp.microsecondsPerSecond > second else {
            return []
        }
        return flush(at: now, from: sequence)
    }

    /// The counts so far, as entries from `sequence` on.
    mutating func flush(at now: Timestamp, from sequence: UInt64) -> [Entry] {
        let from = Timestamp(microseconds: second * Timestamp.microsecondsPerSecond)
        let inOrder = surplus.sorted {
            ($0.key.tenant, $0.key.key ?? "") < ($1.key.tenant, $1.key.key ?? "")
        }
        surplus = [:]
        return inOrder.enumerated().map { index, item in
            var payload = UsageDeniedAggregate()
            payload.from = from
            payload.until = from.advanced(by: Timestamp.microsecondsPerSecond)
            payload.counts =
                Quantities(item.value.map { Quantities.Item(meter: $0.key, quantity: $0.value) })
                ?? .none
            return Entry(
                sequence: sequence + UInt64(index), recordedAt: now, tenant: item.key.tenant,
                actor: .ledger, key: item.key.key, time: from, body: .usageDeniedAggregate(payload))
        }
    }
}

internal import HashTreeCollections

/// What the entries so far come to. Changes only by `apply`; a copy is a view and costs nothing.
///
/// The same entries give the same state on every machine: nothing here depends on a clock, on configuration, on
/// randomness or on a zone database. (The key of the dedup hashes differs, and shows nowhere.)
package struct LedgerState: Sendable {
    /// The sequence of the next entry: how many were applied.
    package internal(set) var position: UInt64 = 0
    /// When the last entry was recorded.
    package internal(set) var recordedAt = Timestamp(microseconds: 0)
    package internal(set) var identity: LedgerCreated?

    package internal(set) var tenants: [TenantState] = []
    var tenantIndexes = TreeDictionary<String, Int>()
    var principals = TreeDictionary<PrincipalReference, PrincipalState>()

    package internal(set) var keys = PagedArray<KeyState>()
    package internal(set) var keyUses = PagedArray<KeyUse>()
    var keyIndexes = TreeDictionary<String, Int>()
    var secrets = TreeDictionary<Digest, SecretReference>()

    package internal(set) var counters = Counters()
    package internal(set) var meters = MeterNumbers()
    var backfills = TreeDictionary<String, BackfillState>()
    package internal(set) var dedup: Dedup

    /// - Parameters:
    ///   - dedupKey: the key of the dedup hashes; secret, so that ids cannot be chosen to collide.
    ///   - dedupBits: how many bits of a hash count; see `Dedup`.
    package init(dedupKey: (UInt64, UInt64), dedupBits: Int = 64) {
        dedup = Dedup(key: dedupKey, bits: dedupBits)
    }

    /// This state without the ids it knows, for views: they answer nothing about ids, and sharing the index would make every
    /// insertion copy a path of it.
    package var withoutIDs: LedgerState {
        var state = self
        state.dedup = dedup.empty
        return state
    }

    package func tenantIndex(_ id: String) -> Int? { tenantIndexes[id] }
    package func tenant(_ id: String) -> TenantState? { tenantIndexes[id].map { tenants[$0] } }
    package func keyIndex(_ id: String) -> Int? { keyIndexes[id] }
    package func key(_ id: String) -> KeyState? { keyIndexes[id].map { keys[$0] } }
    package func secret(_ digest: Digest) -> SecretReference? { secrets[digest] }

    package func principal(_ id: String, tenant: String) -> PrincipalState? {
        principals[PrincipalReference(tenant: tenant, principal: id)]
    }

    package func backfill(_ id: String) -> BackfillState? { backfills[id] }

    /// What a meter came to for a key or tenant.
    package func counter(_ subject: Subject, meter: String, period: CountedPeriod) -> Counter {
        guard let number = meters.number(of: meter) else { return Counter() }
        return counters[CounterKey(subject: subject, meter: number, period: period)]
    }
}

/// A principal is named within its tenant.
package struct PrincipalReference: Sendable, Hashable {
    package var tenant: String
    package var principal: String
}

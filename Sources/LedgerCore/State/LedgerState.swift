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
    private var tenantsByID = HashIndex()
    var principals = TreeDictionary<PrincipalReference, PrincipalState>()

    package internal(set) var keys = PagedArray<KeyState>()
    package internal(set) var keyUses = PagedArray<KeyUse>()
    private var keysByID = HashIndex()
    private var secrets = PagedArray<SecretOwner>()
    private var secretsByDigest = HashIndex()

    package internal(set) var counters = Counters()
    package internal(set) var meters = MeterNumbers()
    var backfills = TreeDictionary<String, BackfillState>()
    package internal(set) var dedup: Dedup

    /// - Parameters:
    ///   - hashing: how ids are hashed.
    ///   - dedupSpan: after how many entries ids may be forgotten: the entries per segment.
    package init(hashing: IDHashing, dedupSpan: UInt64 = Limits.entriesPerSegment) {
        dedup = Dedup(hashing: hashing, span: dedupSpan)
    }

    /// This state without the newest ids, for views: to share the table that they go to would make
    /// the next of them copy it.
    package var withoutNewestIDs: LedgerState {
        var state = self
        state.dedup = dedup.grown
        return state
    }

    /// Lets the ids go that were recorded before `sequence`: runs on disk hold them now.
    package mutating func forgetIDs(before sequence: UInt64) {
        dedup.forget(before: sequence)
    }

    /// Takes in the id of an entry whose other effects this state has already.
    package mutating func bindID(of entry: Entry) {
        if let hash = dedup.hashing.hash(boundBy: entry) {
            dedup.insert(hash, sequence: entry.sequence)
        }
    }

    package func tenantIndex(_ id: String) -> Int? {
        tenantsByID.find(QuickHash.hash(id)) { tenants[$0].id == id }
    }

    package func keyIndex(_ id: String) -> Int? {
        keysByID.find(QuickHash.hash(id)) { keys[$0].id == id }
    }

    package func secret(_ digest: Digest) -> SecretReference? {
        secretsByDigest.find(digest.quickHash) { secrets[$0].digest == digest }
            .map { secrets[$0].reference }
    }

    package func tenant(_ id: String) -> TenantState? { tenantIndex(id).map { tenants[$0] } }
    package func key(_ id: String) -> KeyState? { keyIndex(id).map { keys[$0] } }

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

extension LedgerState {
    /// Adds a tenant whose id is new.
    mutating func add(_ tenant: TenantState) {
        tenantsByID.insert(tenants.count, hash: QuickHash.hash(tenant.id))
        tenants.append(tenant)
    }

    /// Adds a key whose id is new.
    mutating func add(_ key: KeyState) {
        keysByID.insert(keys.count, hash: QuickHash.hash(key.id))
        keys.append(key)
        keyUses.append(KeyUse())
    }

    /// Says whose a secret is; the last that is said of one holds.
    mutating func setSecret(_ digest: Digest, _ reference: SecretReference) {
        if let known = secretsByDigest.find(
            digest.quickHash, where: { secrets[$0].digest == digest })
        {
            secrets[known].reference = reference
        } else {
            secretsByDigest.insert(secrets.count, hash: digest.quickHash)
            secrets.append(SecretOwner(digest: digest, reference: reference))
        }
    }
}

/// A secret and where it leads to.
private struct SecretOwner: Sendable {
    var digest: Digest
    var reference: SecretReference
}

extension Digest {
    fileprivate var quickHash: UInt64 { QuickHash.hash(words.0, words.1) }
}

/// A principal is named within its tenant.
package struct PrincipalReference: Sendable, Hashable {
    package var tenant: String
    package var principal: String
}

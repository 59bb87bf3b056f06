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

    package internal(set) var tenants = PagedArray<TenantState>()
    private var tenantsByID = HashIndex()
    package internal(set) var principals = PagedArray<PrincipalState>()
    private var principalsByID = HashIndex()

    package internal(set) var keys = PagedArray<KeyState>()
    package internal(set) var keyUses = PagedArray<KeyUse>()
    private var keysByID = HashIndex()
    var secrets = PagedArray<SecretOwner>()
    private var secretsByDigest = HashIndex()

    package internal(set) var counters = Counters()
    package internal(set) var meters = MeterNumbers()
    package internal(set) var backfills = PagedArray<BackfillState>()
    private var backfillsByID = HashIndex()
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

    /// This state without any ids, for who holds it long and asks for none.
    package var withoutIDs: LedgerState {
        var state = self
        state.dedup = dedup.emptied
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

    func principalIndex(_ id: String, tenant: Int) -> Int? {
        principalsByID.find(PrincipalState.quickHash(id, tenant: tenant)) {
            principals[$0].tenant == tenant && principals[$0].id == id
        }
    }

    func backfillIndex(_ id: String) -> Int? {
        backfillsByID.find(QuickHash.hash(id)) { backfills[$0].id == id }
    }

    package func secret(_ digest: Digest) -> SecretReference? {
        secretNumber(digest).map { secrets[$0].reference }
    }

    func secretNumber(_ digest: Digest) -> Int? {
        secretsByDigest.find(digest.quickHash) { secrets[$0].digest == digest }
    }

    package func tenant(_ id: String) -> TenantState? { tenantIndex(id).map { tenants[$0] } }
    package func key(_ id: String) -> KeyState? { keyIndex(id).map { keys[$0] } }

    /// The index of the tenant of a key, by its own: a key is large, and not copied for that.
    package func tenant(ofKey index: Int) -> Int { keys[index].tenant }

    /// How a key was used so far; nothing for one that is not known.
    package func use(ofKey id: String) -> KeyUse { keyIndex(id).map { keyUses[$0] } ?? KeyUse() }

    package func principalIndex(_ id: String, tenant: String) -> Int? {
        tenantIndex(tenant).flatMap { principalIndex(id, tenant: $0) }
    }

    package func principal(_ id: String, tenant: String) -> PrincipalState? {
        principalIndex(id, tenant: tenant).map { principals[$0] }
    }

    package func backfill(_ id: String) -> BackfillState? {
        backfillIndex(id).map { backfills[$0] }
    }

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

    /// Adds a principal whose id is new to its tenant, which there must be.
    mutating func add(_ principal: PrincipalState) {
        let hash = PrincipalState.quickHash(principal.id, tenant: principal.tenant)
        principalsByID.insert(principals.count, hash: hash)
        tenants[principal.tenant].principals.append(principals.count)
        principals.append(principal)
    }

    /// Adds a backfill whose id is new.
    mutating func add(_ backfill: BackfillState) {
        backfillsByID.insert(backfills.count, hash: QuickHash.hash(backfill.id))
        backfills.append(backfill)
    }

    /// Adds a key whose id is new.
    mutating func add(_ key: KeyState) {
        keysByID.insert(keys.count, hash: QuickHash.hash(key.id))
        keys.append(key)
        keyUses.append(KeyUse())
    }

    /// Says whose a secret is; the last that is said of one holds.
    mutating func setSecret(_ digest: Digest, _ reference: SecretReference) {
        if let known = secretNumber(digest) {
            secrets[known].reference = reference
        } else {
            secretsByDigest.insert(secrets.count, hash: digest.quickHash)
            secrets.append(SecretOwner(digest: digest, reference: reference))
        }
    }
}

extension LedgerState {
    /// Makes anew what follows from the lists: the indexes, and which keys and principals a tenant
    /// has. The indexes in the lists must be those of things that are there.
    mutating func rederive() {
        for index in tenants.indices {
            tenantsByID.insert(index, hash: QuickHash.hash(tenants[index].id))
        }
        for index in principals.indices {
            let principal = principals[index]
            let hash = PrincipalState.quickHash(principal.id, tenant: principal.tenant)
            principalsByID.insert(index, hash: hash)
            tenants[principal.tenant].principals.append(index)
        }
        for index in keys.indices {
            keysByID.insert(index, hash: QuickHash.hash(keys[index].id))
            tenants[keys[index].tenant].keys.append(index)
        }
        for index in secrets.indices {
            secretsByDigest.insert(index, hash: secrets[index].digest.quickHash)
        }
        for index in backfills.indices {
            backfillsByID.insert(index, hash: QuickHash.hash(backfills[index].id))
            if backfills[index].status == .open { backfills[index].pending.reindex() }
        }
        meters.reindex()
        counters.reindex()
    }
}

/// A secret and where it leads to.
struct SecretOwner: Sendable {
    var digest: Digest
    var reference: SecretReference
}

extension Digest {
    fileprivate var quickHash: UInt64 { QuickHash.hash(words.0, words.1) }
}

package import LedgerCore

/// A ledger without threads, disk or a real clock: it decides, applies and keeps the entries, one
/// request after the other.
///
/// What it appends must be what a log takes: contiguous, no time running back, no leaf over the
/// limit. It traps otherwise.
package struct MemoryLedger {
    package private(set) var state: LedgerState
    package let log: MemoryLog
    package let sealing = TestSealing()
    package var calendar: any MonthCalendar = OffsetCalendar()
    /// The clock, which stands still.
    package var now = Timestamp.start
    /// Who asks, where nothing else is said.
    package var caller = Caller.folder(.cli)
    private var drawn = SplitMix64(seed: 2026)

    /// - Parameter dedupBits: how many bits the hashes of ids have; with few of them, ids collide.
    package init(dedupBits: Int = 64) {
        let hashing = Self.hashing(bits: dedupBits)
        state = LedgerState(hashing: hashing)
        log = MemoryLog(hashing: hashing)
    }

    private static func hashing(bits: Int) -> IDHashing {
        IDHashing(key: (0x6b65_796c, 0x6564_6765), bits: bits)
    }

    package var entries: [Entry] { log.entries }

    package var context: DecisionContext {
        DecisionContext(now: now, sealing: sealing, calendar: calendar, log: log)
    }

    /// A secret of which nothing is known but its digest.
    package mutating func secret() -> NewSecret {
        NewSecret(
            digest: Digest(words: (drawn.next(), drawn.next(), drawn.next(), drawn.next())),
            hint: "kl_…test")
    }

    /// Applies the entries of another log, from the first on.
    package static func state(of entries: [Entry], dedupBits: Int = 64) -> LedgerState {
        var state = LedgerState(hashing: hashing(bits: dedupBits))
        for entry in entries { state.apply(entry) }
        return state
    }

    /// Takes in what no command writes yet, as it will be written one day.
    @discardableResult
    package mutating func append(
        _ body: EntryBody, tenant: String, key: String? = nil, time: Timestamp? = nil
    ) -> Entry {
        let entry = Entry(
            sequence: state.position, recordedAt: now, tenant: tenant, actor: .ledger, key: key,
            time: time, body: body)
        append([entry])
        return entry
    }

    private mutating func append(_ entries: [Entry]) {
        for entry in entries {
            keep(entry)
            state.apply(entry)
        }
    }

    private mutating func append(_ record: UsageRecord) {
        keep(record.entry)
        state.apply(record)
    }

    private func keep(_ entry: Entry) {
        precondition(entry.sequence == state.position, "entry \(entry) is out of sequence")
        precondition(entry.recordedAt >= state.recordedAt, "entry \(entry) runs back in time")
        let leaf = entry.leaf(blind: [UInt8](repeating: 0, count: 16))
        precondition(leaf.count <= Limits.leafBytes, "entry \(entry) is too long")
        log.append(entry)
    }
}

extension MemoryLedger {
    /// Carries out a command.
    /// - Returns: the entries it came to.
    @discardableResult
    package mutating func execute(
        _ action: Action, as caller: Caller? = nil, id: String? = nil, time: Timestamp? = nil
    ) throws(Rejection) -> [Entry] {
        guard case .entries(let entries) = try decision(on: action, as: caller, id: id, time: time)
        else { return [] }
        return entries
    }

    /// Carries out a command, and says how it was decided.
    @discardableResult
    package mutating func decision(
        on action: Action, as caller: Caller? = nil, id: String? = nil, time: Timestamp? = nil
    ) throws(Rejection) -> CommandDecision {
        let caller = caller ?? self.caller
        let id = id.map { CommandID(source: caller.source, id: $0) }
        let command = Command(caller: caller, action: action, id: id, time: time)
        let decision = try decide(command, state: state, context: context)
        if case .entries(let entries) = decision { append(entries) }
        return decision
    }

    @discardableResult
    package mutating func authorize(
        _ request: AuthorizeRequest, as caller: Caller? = nil,
        preparedWith older: LedgerState? = nil
    ) throws(Rejection) -> Decision {
        let caller = caller ?? self.caller
        guard request.mode == .consume else {
            return try decide(
                checking: request, caller: caller, state: state, at: context.now,
                context.calendar)
        }
        let call = (older ?? state).prepare(request, caller: caller, sealing: sealing) { _ in
            PriorUse()
        }
        let outcome = try decide(call, state: state, context: context)
        if let record = outcome.record { append(record) }
        append(outcome.entries)
        return outcome.decision
    }

    /// - Parameter older: the state that the line is prepared with; the newest where none is said.
    @discardableResult
    package mutating func record(
        _ line: UsageLine, as caller: Caller? = nil, preparedWith older: LedgerState? = nil
    ) -> UsageAnswer {
        let caller = caller ?? self.caller
        let prepared = (older ?? state).prepare(
            line, by: caller.prepared(by: sealing), sealing: sealing)
        do throws(Rejection) {
            switch try decide(prepared, caller: caller, state: state, context: context) {
            case .duplicate(let sequence): return .duplicate(sequence)
            case .conflict(let sequence): return .conflict(sequence)
            case .record(let record): append(record)
            case .entries(let entries): append(entries)
            }
            return .accepted(state.position - 1)
        } catch {
            return .rejected(error)
        }
    }
}

extension MemoryLedger {
    /// The first entries: the reserved tenant and an admin key `key_admin`.
    package mutating func found() throws(Rejection) {
        var created = LedgerCreated()
        created.ledger = "000102030405060708090a0b0c0d0e0f"
        created.entriesPerSegment = Int64(Limits.entriesPerSegment)
        var key = NewKey(
            id: "key_admin", tenant: reservedTenant, name: "first admin", secret: secret())
        key.scopes = ReservedScope.ofAdmin
        key.tenants = ["*"]
        try execute(.found(created, adminKey: key), as: .folder(.ledger))
    }

    @discardableResult
    package mutating func addTenant(
        _ id: String, caps: [Cap] = [], timeZone: String = "UTC", lateDays: Int64? = nil
    ) throws(Rejection) -> [Entry] {
        var tenant = NewTenant(id: id)
        tenant.caps = caps
        tenant.timeZone = timeZone
        tenant.lateDays = lateDays
        return try execute(.createTenant(tenant))
    }

    /// - Returns: the digest of its token.
    @discardableResult
    package mutating func addKey(
        _ id: String, of tenant: String, scopes: [String] = [], caps: [Cap] = [],
        tenants: [String]? = nil, expiresAt: Timestamp? = nil, as caller: Caller? = nil
    ) throws(Rejection) -> Digest {
        var key = NewKey(id: id, tenant: tenant, name: "the key \(id)", secret: secret())
        key.scopes = scopes
        key.caps = caps
        key.tenants = tenants
        key.expiresAt = expiresAt
        try execute(.createKey(key), as: caller)
        return key.secret.digest
    }

    /// The caller that presents a token; nil where it is none.
    package func caller(presenting digest: Digest) -> Caller? {
        state.caller(presenting: digest, at: now, surface: .http, personal: PersonalValues())
    }
}

extension AuthorizeRequest {
    /// A call with `key` that counts one.
    package static func call(
        _ key: String, id: String? = nil, quantities: Quantities = .oneCall,
        mode: AuthorizeRequest.Mode = .consume
    ) -> AuthorizeRequest {
        var request = AuthorizeRequest(presented: .key(key), operation: "GET /v1/things")
        request.id = id
        request.quantities = quantities
        request.mode = mode
        return request
    }
}

extension UsageLine {
    /// A reported call with `key` that counts one.
    package static func call(
        _ key: String, id: String? = nil, time: Timestamp? = nil,
        quantities: Quantities = .oneCall
    ) -> UsageLine {
        var line = UsageLine()
        line.key = key
        line.operation = "GET /v1/things"
        line.id = id
        line.time = time
        line.quantities = quantities
        return line
    }
}

extension Quantities {
    /// Quantities of a test, in which no meter is named twice.
    package static func of(_ items: [String: Int64]) -> Quantities {
        Quantities(items.map { Item(meter: $0.key, quantity: $0.value) }) ?? .none
    }
}

import EventLog
import LedgerCore
import LedgerService
import Projections

/// What a ledger says of all that it holds: as text of a form that stays, so that what was recorded
/// with one version can be held against every later one.
struct GoldenFacts: Sendable {
    /// The hash of each leaf (RFC 6962), in the order of sequences.
    private(set) var leaves: [String]
    /// All else, a fact a line.
    private(set) var lines: [String]

    init(leaves: [String], lines: [String]) {
        self.leaves = leaves
        self.lines = lines
    }

    /// Asks a ledger. No view is held when it returns.
    init(of ledger: Ledger) throws {
        self.init(leaves: [], lines: [])
        let view = ledger.view
        lines.append("ledger \(ledger.identity.ledger)")
        lines.append("entries_per_segment \(ledger.identity.entriesPerSegment)")
        lines.append("position \(view.position)")
        lines.append("recorded_at \(view.state.recordedAt.rfc3339)")
        lines.append("root \(text(try ledger.root(of: view.position)?.hex))")
        try addEntries(of: view)
        for tenant in view.state.tenants.indices { try add(tenant: tenant, of: view) }
        for key in view.state.keys.indices { try add(key: key, of: view) }
        for index in view.state.backfills.indices {
            let backfill = view.state.backfills[index]
            lines.append(
                "backfill \(backfill.id) tenant \(view.state.tenants[backfill.tenant].id)"
                    + " kind \(backfill.kind.rawValue) status \(backfill.status.rawValue)"
                    + " records \(backfill.records) pending keys \(backfill.pending.uses.count)")
        }
        for block in Self.blocks { try add(callsFrom: block, of: view) }
    }

    private mutating func addEntries(of view: LedgerView) throws {
        var hashes: [String] = []
        var types: [String: Int] = [:]
        var opened: [UInt8] = []
        var unopened = 0
        try view.forEachEntry { entry in
            hashes.append(Anchor.of(leaf: view.leaf(of: entry)).hex)
            types[entry.type.name, default: 0] += 1
            for case let sealed? in [entry.personal, entry.actorPersonal] {
                if let values = view.open(sealed) {
                    opened += values.canonical
                } else {
                    unopened += 1
                }
            }
            return true
        }
        leaves = hashes
        for (type, count) in types.sorted(by: { $0.key < $1.key }) {
            lines.append("entries of \(type) \(count)")
        }
        lines.append("personal values \(Anchor.of(leaf: opened).hex) unopened \(unopened)")
    }
}

extension GoldenFacts {
    private mutating func add(tenant index: Int, of view: LedgerView) throws {
        let tenant = view.state.tenants[index]
        lines.append(
            "tenant \(tenant.id) profile \(tenant.profile) tier \(text(tenant.tier))"
                + " zone \(tenant.timeZone) late_days \(tenant.lateDays)"
                + " caps \(text(tenant.caps)) by \(tenant.capsEntry)"
                + " import \(text(tenant.openImport)) created \(tenant.createdAt.rfc3339)")
        for place in tenant.principals.indices {
            let principal = view.state.principals[tenant.principals[place]]
            let values = view.open(principal.personal)
            lines.append(
                "principal \(principal.id) of \(tenant.id) kind \(principal.kind.rawValue)"
                    + " role \(principal.role.rawValue) removed \(principal.isRemoved)"
                    + " name \(text(values?.name)) email \(text(values?.email))"
                    + " added \(principal.addedAt.rfc3339)")
        }
        for period in tenant.periods {
            let bounds = "\(period.startsAt.rfc3339) to \(period.endsAt.rfc3339)"
            lines.append(
                "month \(period.month) of \(tenant.id) \(bounds) days \(period.days.count)")
            for dimensions in Self.groupings {
                let rows = try view.meters(of: tenant, in: period.month, by: dimensions) ?? []
                for row in rows {
                    let values = row.values.map { text($0) }.joined(separator: " ")
                    lines.append(
                        "meter \(row.meter) of \(tenant.id) in \(period.month)"
                            + " by [\(values)] \(row.quantity)")
                }
            }
        }
    }

    private mutating func add(key index: Int, of view: LedgerView) throws {
        let key = view.state.keys[index]
        let use = view.state.keyUses[index]
        let secrets = key.secrets.map {
            "\($0.version) \($0.digest.hex) \($0.hint) until \(text($0.endsAt?.rfc3339))"
        }
        lines.append(
            "key \(key.id) of \(view.state.tenants[key.tenant].id) owner \(text(key.owner))"
                + " origin \(key.origin) name \(text(view.open(key.name)?.name))"
                + " status \(key.status.rawValue) at \(key.statusAt.rfc3339)"
                + " inactive since \(text(key.inactiveSince?.rfc3339))"
                + " expires \(text(key.expiresAt?.rfc3339))"
                + " created \(key.createdAt.rfc3339) scopes \(key.scopes.joined(separator: ","))"
                + " tenants \(text(key.tenants?.joined(separator: ",")))"
                + " caps \(text(key.caps)) by \(key.capsEntry)"
                + " secrets [\(secrets.joined(separator: "; "))]"
                + " used \(use.usageCount) last \(text(use.lastUsed?.rfc3339))"
                + " seen \(text(use.lastSeen?.rfc3339))"
                + " history \(key.history.map { "\($0)" }.joined(separator: ","))")
        let who = try view.who(key: key.id, at: Self.everything)
        let addresses = who.ips.map { "\($0.value) \($0.allowed)+\($0.denied)" }.sorted()
        lines.append(
            "calls with \(key.id) allowed \(who.allowed) denied \(who.denied)"
                + " from [\(addresses.joined(separator: "; "))]")
    }

    private mutating func add(callsFrom place: String, of view: LedgerView) throws {
        guard let block = AddressBlock(place) else {
            preconditionFailure("\(place) is no block of addresses")
        }
        let found = try view.entries(
            from: block, PageRequest(limit: Int(view.position)), EntryFilter(), for: .folder(.cli))
        let sequences = found.items.map { "\($0.sequence)" }.joined(separator: ",")
        lines.append("from \(place) \(sequences)")
    }

    /// What the recorded calls came from, and what they did not.
    private static let blocks = [
        "203.0.113.1", "203.0.113.0/24", "203.0.112.0/20", "2001:db8:1::7", "2001:db8:1::/48",
        "192.0.2.7", "198.51.100.0/24",
    ]

    /// What the meters are told apart by.
    private static let groupings: [[MeterDimension]] = [
        [], [.key], [.operation, .scope], [.principal], [.day],
    ]

    /// Every time that an entry can have.
    private static let everything =
        Timestamp.representable.lowerBound..<Timestamp.representable.upperBound

    private func text(_ value: String?) -> String { value ?? "-" }

    private func text(_ caps: [Cap]) -> String {
        caps.isEmpty
            ? "-"
            : caps.map { "\($0.meter)/\($0.period.rawValue)=\($0.limit)" }.joined(separator: ",")
    }
}

package import LedgerCore

/// The logical content of a state as text, in an order that depends on nothing but the content.
///
/// Two states that came from the same entries have the same dump, whatever the key of their dedup
/// hashes. Entries say which backfills and ids there are to ask for.
package enum StateDump {
    package static func text(of state: LedgerState, entries: [Entry]) -> String {
        var lines: [String] = []
        lines.append("position \(state.position) recorded \(state.recordedAt.rfc3339)")
        lines.append("identity \(describe(state.identity?.ledger))")
        for index in state.tenants.indices { add(tenant: index, of: state, to: &lines) }
        for index in state.keys.indices { add(key: index, of: state, to: &lines) }
        addBackfills(of: state, entries, to: &lines)
        addBindings(of: state, entries, to: &lines)
        return lines.joined(separator: "\n")
    }

    private static func add(tenant index: Int, of state: LedgerState, to lines: inout [String]) {
        let tenant = state.tenants[index]
        lines.append(
            "tenant \(tenant.id) caps \(tenant.caps) by \(tenant.capsEntry) late \(tenant.lateDays)"
                + " profile \(tenant.profile) tier \(describe(tenant.tier)) zone \(tenant.timeZone)"
                + " closed \(tenant.isClosed) created \(tenant.createdAt.rfc3339)"
                + " import \(describe(tenant.openImport))")
        lines.append("  keys \(tenant.keys.indices.map { state.keys[tenant.keys[$0]].id })")
        lines.append("  meters \(meters(of: tenant, state))")
        for index in tenant.principals.indices {
            let principal = state.principals[tenant.principals[index]]
            lines.append(
                "  principal \(principal.id) \(principal.kind) \(principal.role)"
                    + " removed \(principal.isRemoved) added \(principal.addedAt.rfc3339)"
                    + " personal \(describe(principal.personal?.commitment.hex))")
        }
        for period in tenant.periods {
            lines.append(
                "  period \(period.month) \(period.startsAt.rfc3339)-\(period.endsAt.rfc3339)"
                    + " days \(period.days.map(\.rfc3339))")
        }
        add(counters: .tenant(index), of: tenant, state, to: &lines)
    }

    private static func add(key index: Int, of state: LedgerState, to lines: inout [String]) {
        let key = state.keys[index]
        let use = state.keyUses[index]
        let tenant = state.tenants[key.tenant]
        lines.append(
            "key \(key.id) of \(tenant.id) owner \(describe(key.owner)) origin \(key.origin)"
                + " scopes \(key.scopes) caps \(key.caps) by \(key.capsEntry)"
                + " expires \(describe(key.expiresAt?.rfc3339)) \(key.status)"
                + " since \(key.statusAt.rfc3339)"
                + " inactive since \(describe(key.inactiveSince?.rfc3339))"
                + " tenants \(describe(key.tenants)) name \(describe(key.name?.commitment.hex))"
                + " created \(key.createdAt.rfc3339) history \(key.history)")
        for secret in key.secrets {
            lines.append(
                "  secret \(secret.version) \(secret.digest.hex) \(secret.hint)"
                    + " ends \(describe(secret.endsAt?.rfc3339))"
                    + " leads to \(describe(state.secret(secret.digest)))")
        }
        lines.append(
            "  used \(use.usageCount) last \(describe(use.lastUsed?.rfc3339))"
                + " seen \(describe(use.lastSeen?.rfc3339))")
        add(counters: .key(index), of: tenant, state, to: &lines)
    }

    private static func add(
        counters subject: Subject, of tenant: TenantState, _ state: LedgerState,
        to lines: inout [String]
    ) {
        for period in tenant.periods {
            let days = period.days.map(CountedPeriod.day)
            for counted in [CountedPeriod.month(period.month)] + days {
                for meter in meters(of: tenant, state) {
                    let counter = state.counter(subject, meter: meter, period: counted)
                    guard counter.used != 0 || counter.held != 0 else { continue }
                    lines.append(
                        "  counter \(counted) \(meter) \(counter.used) held \(counter.held)")
                }
            }
        }
    }

    private static func addBackfills(
        of state: LedgerState, _ entries: [Entry], to lines: inout [String]
    ) {
        for entry in entries {
            guard case .backfillOpened(let payload) = entry.body,
                let backfill = state.backfill(payload.backfill)
            else { continue }
            let pending = backfill.pending
            let uses = pending.uses.indices.map { index in
                "\(state.keys[pending.uses[index].key].id): \(pending.uses[index].use)"
            }.sorted()
            let totals = pending.counters.totals.sorted()
            lines.append(
                "backfill \(payload.backfill) of \(state.tenants[backfill.tenant].id)"
                    + " \(backfill.kind) \(backfill.status) records \(backfill.records)"
                    + " uses \(uses) totals \(totals)")
        }
    }

    private static func addBindings(
        of state: LedgerState, _ entries: [Entry], to lines: inout [String]
    ) {
        for entry in entries {
            guard let source = entry.source, let id = entry.id else { continue }
            for kind in [DedupKind.usage, .command] {
                let hash = state.dedup.hash(
                    tenant: entry.tenant, kind: kind, source: source, id: id)
                let bound = state.dedup.candidates(hash)
                guard !bound.isEmpty else { continue }
                lines.append("id \(entry.tenant) \(kind) \(source) \(id) bound by \(bound)")
            }
        }
    }

    private static func meters(of tenant: TenantState, _ state: LedgerState) -> [String] {
        tenant.meters.map { state.meters.name($0) }.sorted()
    }

    private static func describe(_ value: Any?) -> String { value.map { "\($0)" } ?? "-" }
}

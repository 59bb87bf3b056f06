import LedgerCore
import LedgerTesting

extension Entry {
    /// The names are few, so that entries find what others made.
    static let names = ["a", "b", "c"]

    /// Gives the entry and what it tells of names from the pool.
    mutating func takeNames(using generator: inout SplitMix64) {
        let name = generator.element(of: Self.names)
        tenant = generator.element(of: Self.names)
        if key != nil || generator.chance(oneIn: 2) { key = name }
        switch body {
        case .principalAdded(var payload):
            payload.principal = name
            body = .principalAdded(payload)
        case .principalUpdated(var payload):
            payload.principal = name
            body = .principalUpdated(payload)
        case .principalRoleChanged(var payload):
            payload.principal = name
            body = .principalRoleChanged(payload)
        case .principalRemoved(var payload):
            payload.principal = name
            body = .principalRemoved(payload)
        case .backfillOpened(var payload):
            payload.backfill = name
            body = .backfillOpened(payload)
        case .backfillCommitted(var payload):
            payload.backfill = name
            body = .backfillCommitted(payload)
        case .backfillReverted(var payload):
            payload.backfill = name
            body = .backfillReverted(payload)
        case .usageRecorded(var payload):
            payload.quantities = .of(["calls": .random(in: .min ... .max, using: &generator)])
            payload.backfill = generator.chance(oneIn: 4) ? name : nil
            body = .usageRecorded(payload)
        case .periodOpened(var payload):
            // As many cover the times of entries as not.
            payload.startsAt = Timestamp(microseconds: .min)
            payload.endsAt = Timestamp(microseconds: .max)
            if generator.chance(oneIn: 2) { payload.days = [] }
            body = .periodOpened(payload)
        default: break
        }
    }
}

import LedgerCore
import LedgerService

/// The tenants and keys of workload W in a ledger.
struct Subjects: Sendable {
    let tokens: [Digest]
    let ids: [String]

    static func create(in ledger: Ledger) async throws -> Subjects {
        let caller = Caller.folder(.cli)
        for index in 0..<Workload.tenants {
            _ = try await ledger.execute(
                Command(
                    caller: caller,
                    action: .createTenant(NewTenant(id: Workload.tenantName(index)))))
        }
        var tokens: [Digest] = []
        var ids: [String] = []
        for start in stride(from: 0, to: Workload.keys, by: 100) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in start..<(start + 100) {
                    let minted = try TokenMint.mint()
                    var key = NewKey(
                        id: try TokenMint.keyID(),
                        tenant: Workload.tenantName(Workload.tenant(ofKey: index)),
                        name: "key \(index)", secret: minted.secret)
                    key.caps = [Cap(meter: Meter.calls, period: .month, limit: 1_000_000_000)]
                    tokens.append(minted.secret.digest)
                    ids.append(key.id)
                    let command = Command(caller: caller, action: .createKey(key))
                    group.addTask { _ = try await ledger.execute(command) }
                }
                try await group.waitForAll()
            }
        }
        return Subjects(tokens: tokens, ids: ids)
    }
}

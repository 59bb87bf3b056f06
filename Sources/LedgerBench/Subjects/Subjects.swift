import LedgerCore
import LedgerService
import LedgerTesting

/// The tenants and keys of workload W in a ledger: with scopes, an expiry and caps of key and
/// tenant that every call is held against and none reaches.
struct Subjects: Sendable {
    /// The keys of W.
    static let count = Workload.keys

    /// By the number of the key.
    let digests: [Digest]

    // Texts that a gateway has at hand: to make them anew would be a fifth of a caller's time.
    private static let operations = (0..<Workload.operations).map(Workload.operation)
    private static let addresses = (0..<count).flatMap { key in
        (0..<addressesPerKey).map { Workload.address($0, ofKey: key) }
    }
    private static let addressesPerKey = Int(Workload.addressesPerKey)

    private static let scopes = ["read", "write"]
    private static let together = 1_000
    private static let yearSeconds: Int64 = 365 * 86_400

    /// - Parameter keys: how many. The first 10,000 are those of W, without an owner; each further
    ///   key belongs to the one principal of its tenant.
    static func create(in ledger: Ledger, keys: Int = count) async throws -> Subjects {
        let caller = Caller.folder(.cli)
        for index in 0..<Workload.tenants {
            var tenant = NewTenant(id: Workload.tenant(index))
            tenant.caps = [Cap(meter: Meter.calls, period: .month, limit: 1_000_000_000_000)]
            _ = try await ledger.execute(Command(caller: caller, action: .createTenant(tenant)))
            guard keys > count else { continue }
            let owner = NewPrincipal(
                tenant: tenant.id, id: owner(ofTenant: index), kind: .service, role: .member,
                personal: PersonalValues())
            _ = try await ledger.execute(Command(caller: caller, action: .addPrincipal(owner)))
        }
        let expiry = ledger.clock.now.advanced(
            by: yearSeconds * Timestamp.microsecondsPerSecond)
        for start in stride(from: 0, to: keys, by: together) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in start..<min(keys, start + together) {
                    group.addTask {
                        let key = key(index, expiry: expiry)
                        let command = Command(caller: caller, action: .createKey(key))
                        _ = try await ledger.execute(command)
                    }
                }
                try await group.waitForAll()
            }
        }
        return Subjects(digests: (0..<keys).map { Workload.secret($0).digest })
    }

    private static func owner(ofTenant index: Int) -> String { "owner-\(index)" }

    private static func key(_ index: Int, expiry: Timestamp) -> NewKey {
        let tenant = Workload.tenant(ofKey: index)
        var key = NewKey(
            id: Workload.keyID(index), tenant: Workload.tenant(tenant), name: "key \(index)",
            secret: Workload.secret(index))
        if index >= count { key.owner = owner(ofTenant: tenant) }
        key.scopes = scopes
        key.expiresAt = expiry
        key.caps = [Cap(meter: Meter.calls, period: .month, limit: 1_000_000_000)]
        return key
    }

    /// A gateway's request to admit and record a call of W.
    func request(_ call: WorkloadCall) -> AuthorizeRequest {
        var request = request(call.key, operation: call.operation, mode: .consume)
        request.id = call.idText
        request.ip = Self.addresses[call.key * Self.addressesPerKey + call.address]
        request.userAgent = "client/1.0"
        return request
    }

    /// A gateway's question about a key.
    func request(
        _ key: Int, operation: Int, mode: AuthorizeRequest.Mode
    ) -> AuthorizeRequest {
        var request = AuthorizeRequest(
            presented: .token(digests[key]), operation: Self.operations[operation])
        request.scopes = ["read"]
        request.mode = mode
        return request
    }
}

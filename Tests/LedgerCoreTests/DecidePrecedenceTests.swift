import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecidePrecedenceTests {
    /// A thing that can be wrong with a key.
    enum Fault: CaseIterable {
        case revoked, disabled, expired, scopeMissing, idConflict, capExceeded

        var code: DecisionCode {
            switch self {
            case .revoked: .revoked
            case .disabled: .disabled
            case .expired: .expired
            case .scopeMissing: .scopeMissing
            case .idConflict: .idConflict
            case .capExceeded: .capExceeded
            }
        }
    }

    @Test(
        "Of several reasons to refuse a call, the first in order of precedence is the answer",
        arguments: 0..<64)
    func precedence(combination: Int) throws {
        let faults = Fault.allCases.enumerated()
            .filter { combination & 1 << $0.offset != 0 }.map(\.element)
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        let hasCap = faults.contains(.capExceeded)
        try ledger.addKey(
            "key_1", of: "acme", scopes: ["crm:read"],
            caps: hasCap ? [Cap(meter: "calls", period: .month, limit: 1)] : [],
            expiresAt: faults.contains(.expired) ? ledger.now.advanced(seconds: 60) : nil)

        var bound = AuthorizeRequest.call("key_1", id: "call-1")
        bound.operation = "another operation"
        #expect(try ledger.authorize(bound).code == .ok)
        ledger.now = ledger.now.advanced(seconds: 60)
        // Revoking is final: disabling must come before it.
        if faults.contains(.disabled) { try ledger.execute(.disableKey("key_1")) }
        if faults.contains(.revoked) { try ledger.execute(.revokeKey("key_1")) }

        var request = AuthorizeRequest.call("key_1")
        if faults.contains(.idConflict) { request.id = "call-1" }
        request.scopes = [faults.contains(.scopeMissing) ? "crm:write" : "crm:read"]
        let decision = try ledger.authorize(request)
        #expect(decision.code == faults.first?.code ?? .ok, "\(faults)")
        #expect(decision.isAllowed == faults.isEmpty)

        let entry = try #require(ledger.entries.last)
        #expect(decision.entry == entry.sequence)
        if faults.isEmpty {
            #expect(entry.type == .usageRecorded)
        } else {
            #expect(entry.type == .usageDenied)
            #expect(entry.id == nil, "a denial binds no id")
        }
    }

    @Test("What cannot be a token, and a token of nobody, are told apart")
    func unknown() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        let nobody = Digest(words: (1, 2, 3, 4))
        let cases: [(AuthorizeRequest.Presented, DecisionCode)] = [
            (.malformed, .malformedKey), (.token(nobody), .unknownKey),
            (.key("key_9"), .unknownKey),
        ]
        for (presented, code) in cases {
            let decision = try ledger.authorize(
                AuthorizeRequest(presented: presented, operation: "GET /"))
            #expect(decision.code == code)
            #expect(decision.key == nil)
            #expect(decision.tenant == nil)
            let entry = try #require(ledger.entries.last)
            #expect(entry.tenant == reservedTenant)
            #expect(entry.key == nil)
        }
        #expect(
            ledger.state.counter(
                .tenant(0), meter: Meter.deniedCalls, period: .month(Month(year: 2026, month: 11))
            ).used == 3)
    }

    @Test("A key of a tenant that the caller or the request does not name does not exist")
    func foreign() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addTenant("globex")
        let digest = try ledger.addKey("key_1", of: "acme")
        let gateway = Caller(
            actor: Actor(credential: "key_g", surface: .gateway),
            scopes: [ReservedScope.gatewayAuthorize.rawValue], tenants: .some(["globex"]))
        for presented in [AuthorizeRequest.Presented.key("key_1"), .token(digest)] {
            let request = AuthorizeRequest(presented: presented, operation: "GET /")
            let answer = try ledger.authorize(request, as: gateway)
            #expect(answer.code == .unknownKey)
            #expect(answer.key == nil && answer.tenant == nil && answer.caps.isEmpty)
            #expect(ledger.entries.last?.key == nil)
            #expect(ledger.entries.last?.tenant == reservedTenant)

            var named = request
            named.tenant = "globex"
            #expect(try ledger.authorize(named).code == .unknownKey)
            named.tenant = "acme"
            #expect(try ledger.authorize(named).code == .ok)
        }
    }

    @Test("A check answers as consume would, and records nothing")
    func check() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme", caps: [Cap(meter: "calls", period: .day, limit: 1)])
        try ledger.addKey("key_1", of: "acme")
        for expected in [DecisionCode.ok, .capExceeded] {
            let position = ledger.state.position
            let check = try ledger.authorize(.call("key_1", mode: .check))
            #expect(check.code == expected)
            #expect(check.entry == nil)
            #expect(ledger.state.position == position)
            #expect(try ledger.authorize(.call("key_1")).code == expected)
        }
    }

    @Test("Every call of a key of a closed tenant is refused, and its credentials are none")
    func closedTenant() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        let digest = try ledger.addKey("key_1", of: "acme", scopes: ["ledger:read"])
        #expect(ledger.caller(presenting: digest) != nil)
        ledger.append(.tenantClosed(TenantClosed()), tenant: "acme")
        #expect(try ledger.authorize(.call("key_1")).code == .revoked)
        #expect(ledger.caller(presenting: digest) == nil)
        #expect(ledger.record(.call("key_1")) == .rejected(.tenantClosed))
        #expect(throws: Rejection.tenantClosed) { try ledger.addKey("key_2", of: "acme") }
        #expect(throws: Rejection.tenantClosed) {
            try ledger.execute(.openImport(tenant: "acme", backfill: "import-1"))
        }
    }

    @Test("A call is decided by the newest state, whatever older one it was prepared with")
    func prepared() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        let empty = ledger.state
        let digest = try ledger.addKey("key_1", of: "acme")
        try ledger.addKey("key_2", of: "acme")
        let known = ledger.state
        func decision(_ older: LedgerState) throws -> Decision {
            let request = AuthorizeRequest(presented: .token(digest), operation: "GET /")
            return try ledger.authorize(request, preparedWith: older)
        }
        for older in [empty, known] {
            #expect(try decision(older).code == .ok)
            guard case .usageRecorded(let usage)? = ledger.entries.last?.body else {
                Issue.record("the admission is not recorded")
                return
            }
            #expect(usage.secretVersion == 1)
        }
        // Commands take no secret twice; were a log to say so, the last that is said of it holds.
        var rotated = KeyRotated()
        rotated.secret = digest
        rotated.secretVersion = 2
        rotated.overlapUntil = ledger.now
        ledger.append(.keyRotated(rotated), tenant: "acme", key: "key_2")
        for older in [empty, known] {
            #expect(try decision(older).key == "key_2")
            let entry = try #require(ledger.entries.last)
            #expect(entry.key == "key_2")
            guard case .usageRecorded(let usage) = entry.body else {
                Issue.record("the admission is not recorded")
                return
            }
            #expect(usage.secretVersion == 2)
        }
        try ledger.execute(.revokeKey("key_2"))
        for older in [empty, known] { #expect(try decision(older).code == .revoked) }
    }
}

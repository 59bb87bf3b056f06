import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideScopeTests {
    @Test(
        "A scope matches itself, and a wildcard what begins with its name",
        arguments: [
            (["crm:read"], "crm:read", true), (["crm:read"], "crm:write", false),
            (["crm:read"], "crm:rea", false), (["crm:read"], "crm:read:all", false),
            (["crm:*"], "crm:read", true), (["crm:*"], "crm:read:all", true),
            (["crm:*"], "crm:", true), (["crm:*"], "crm", false), (["crm:*"], "crmx:read", false),
            (["a", "crm:*"], "crm:read", true), (["*"], "crm:read", true), (["*"], "x", true),
            ([], "crm:read", false), (["crm:read"], "*", false), (["crm:*"], "*", false),
            (["CRM:read"], "crm:read", false),
        ] as [([String], String, Bool)])
    func matching(granted: [String], asked: String, isMatched: Bool) {
        #expect(Scope.matches(granted, asked) == isMatched)
    }

    @Test("No wildcard matches a reserved scope", arguments: ReservedScope.allCases)
    func reserved(scope: ReservedScope) {
        let name = scope.rawValue.prefix { $0 != ":" }
        #expect(!Scope.matches(["*", "\(name):*", "ledger:*"], scope.rawValue))
        #expect(Scope.matches([scope.rawValue], scope.rawValue))
        #expect(Scope.isReserved(scope.rawValue))
    }

    @Test(
        "A scope is letters, digits and a few marks, with a star only as the whole or after a colon",
        arguments: [
            ("crm:read", true), ("A-z_0.9", true), ("*", true), ("crm:*", true), ("a:b:*", true),
            (":", true), (String(repeating: "a", count: 255), true), ("", false), ("crm*", false),
            ("c*m", false), ("*:read", false), ("**", false), ("crm:**", false), ("crm:*:x", false),
            ("crm read", false), ("crm/read", false), ("crmé", false),
            (String(repeating: "a", count: 256), false),
        ])
    func wellFormed(text: String, isWellFormed: Bool) {
        #expect(Scope.isWellFormed(text) == isWellFormed)
    }

    @Test("A call must have every scope that it asks for, and may ask for a few only")
    func needed() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addKey("key_1", of: "acme", scopes: ["crm:*", "files:read"])
        let cases: [([String], DecisionCode)] = [
            ([], .ok), (["crm:x"], .ok), (["crm:x", "files:read"], .ok),
            (["crm:x", "files:write"], .scopeMissing), (["ledger:read"], .scopeMissing),
        ]
        for (scopes, code) in cases {
            var request = AuthorizeRequest.call("key_1")
            request.scopes = scopes
            #expect(try ledger.authorize(request).code == code, "\(scopes)")
        }
        var request = AuthorizeRequest.call("key_1")
        request.scopes = (0...Limits.scopesPerCall).map { "crm:\($0)" }
        #expect(throws: Rejection.self) { try ledger.authorize(request) }
        request.scopes = ["not a scope"]
        #expect(throws: Rejection.self) { try ledger.authorize(request) }
    }

    @Test("Many or long scopes of a key are refused, the most allowed are not")
    func limits() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        let longest = (0..<64).map { "\($0)".padding("s", to: 255) }
        let bytes = longest.reduce(0) { $0 + $1.utf8.count }
        try ledger.addKey("key_1", of: "acme", scopes: longest)
        try ledger.addKey("key_2", of: "acme", scopes: (0..<256).map { "s\($0)" })
        #expect(bytes <= Limits.scopesBytes)
        #expect(throws: Rejection.self) {
            try ledger.addKey("key_3", of: "acme", scopes: longest + ["a".padding("a", to: 65)])
        }
        #expect(throws: Rejection.self) {
            try ledger.addKey("key_4", of: "acme", scopes: (0...256).map { "s\($0)" })
        }
    }
}

extension String {
    /// This text, filled up to `count` characters.
    func padding(_ character: Character, to count: Int) -> String {
        self + String(repeating: character, count: max(0, count - self.count))
    }
}

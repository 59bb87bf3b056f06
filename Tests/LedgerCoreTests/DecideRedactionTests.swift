import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideRedactionTests {
    private static let format = TokenFormat.native
    private static let random = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
    private static let token = format.token(random: random)

    @Test("A token is its prefix, its random characters and the CRC-32 of both in base62")
    func wellFormed() {
        // The CRC-32 by zlib.
        #expect(Self.token == "kl_" + Self.random + "14NGeP")
        #expect(Self.format.isWellFormed(Self.token))
    }

    @Test("No token with one character wrong is well formed")
    func mistyped() {
        let bytes = Array(Self.token.utf8)
        for index in bytes.indices {
            for replacement in [UInt8(ascii: "0"), UInt8(ascii: "z"), UInt8(ascii: "-"), 0xC3] {
                guard bytes[index] != replacement else { continue }
                var wrong = bytes
                wrong[index] = replacement
                #expect(!Self.format.isWellFormed(String(decoding: wrong, as: UTF8.self)))
            }
        }
        for wrong in ["", "kl_", String(Self.token.dropLast()), Self.token + "0", " " + Self.token]
        {
            #expect(!Self.format.isWellFormed(wrong))
        }
    }

    @Test("A hint shows the prefix and the last four characters")
    func hint() {
        #expect(Self.format.hint(of: Self.token) == "kl_…" + Self.token.suffix(4))
    }

    @Test("Base62 digits and characters are as they are named")
    func base62() {
        #expect(Base62.digits(0, count: 6) == "000000")
        #expect(Base62.digits(61, count: 2) == "0z")
        #expect(Base62.digits(62, count: 2) == "10")
        #expect(Base62.digits(.max, count: 6) == "4gfFC3")
        #expect(Base62.characters(from: [0, 61, 62, 247, 248, 255, 10], count: 5) == "0z0zA")
        #expect(Base62.characters(from: [248, 255], count: 1) == nil)
    }

    @Test(
        "Whatever looks like a token is replaced, wherever it stands and whatever its checksum",
        arguments: [
            ("\(token)", "[secret]"), ("Bearer \(token)", "Bearer [secret]"),
            ("/v1/\(token)/x", "/v1/[secret]/x"), ("\(token) \(token)", "[secret] [secret]"),
            ("kl_kl_\(random)", "kl_[secret]"), ("xkl_\(random)yz", "x[secret]"),
            ("kl_short kl_\(random)", "kl_short [secret]"), ("ü\(token)ü", "ü[secret]ü"),
            ("kl_\(random)", "[secret]"), ("kl_\(random.dropLast())", "kl_\(random.dropLast())"),
            ("KL_\(random)", "KL_\(random)"), ("", ""), ("nothing", "nothing"),
        ])
    func redaction(text: String, expected: String) {
        #expect(Self.format.redacting(text) == expected)
    }

    @Test("No text that is recorded keeps a token that a caller put into it")
    func everyText() throws {
        var ledger = MemoryLedger()
        var personal = PersonalValues()
        personal.ip = Self.token
        personal.userAgent = "agent \(Self.token)"
        personal.reason = "because \(Self.token)"
        ledger.caller.personal = personal
        try ledger.found()
        try ledger.addTenant("acme")
        var key = NewKey(
            id: "key_1", tenant: "acme", name: "of \(Self.token)", secret: ledger.secret())
        key.scopes = ["crm:read"]
        try ledger.execute(.createKey(key))
        var named = PersonalValues()
        named.name = Self.token
        named.email = "\(Self.token)@example.com"
        named.externalID = "arn:\(Self.token)"
        try ledger.execute(
            .addPrincipal(
                NewPrincipal(
                    tenant: "acme", id: "ada", kind: .person, role: .member, personal: named)))
        var line = UsageLine.call("key_1")
        line.operation = "GET /v1/\(Self.token)?token=\(Self.token)"
        line.code = Self.token
        line.client = Self.token
        line.transport = Self.token
        line.traceID = Self.token
        line.ip = Self.token
        line.userAgent = Self.token
        guard case .accepted = ledger.record(line) else { return }
        for key in ["key_1", "key_none"] {
            var request = AuthorizeRequest.call(key)
            request.operation = "GET /v1/\(Self.token)#\(Self.token)"
            request.client = Self.token
            request.transport = Self.token
            request.traceID = Self.token
            request.ip = Self.token
            request.userAgent = Self.token
            try ledger.authorize(request)
        }
        let admission = try #require(
            ledger.entries.last { $0.type == .usageRecorded }?.sequence)
        var completion = UsageLine()
        completion.decision = admission
        completion.code = Self.token
        completion.traceID = Self.token
        guard case .accepted = ledger.record(completion) else { return }

        let blind = [UInt8](repeating: 0, count: 16)
        for entry in ledger.entries {
            let leaf = String(decoding: entry.leaf(blind: blind), as: UTF8.self)
            #expect(!leaf.contains(Self.random), "\(leaf)")
            for sealed in [entry.personal, entry.actorPersonal] {
                let text = String(decoding: sealed?.ciphertext ?? [], as: UTF8.self)
                #expect(!text.contains(Self.random), "\(text)")
            }
        }
        let operations = ledger.entries.compactMap { entry in
            switch entry.body {
            case .usageRecorded(let usage): usage.operation
            case .usageDenied(let denied): denied.operation
            default: nil
            }
        }
        #expect(operations == Array(repeating: "GET /v1/[secret]", count: 3))
    }

    @Test("A token is refused where an id or a scope belongs")
    func refused() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addKey("key_1", of: "acme")
        let changes: [(inout AuthorizeRequest) -> Void] = [
            { $0.id = Self.token }, { $0.scopes = [Self.token] },
        ]
        for change in changes {
            var request = AuthorizeRequest.call("key_1")
            change(&request)
            #expect(throws: Rejection.self) { try ledger.authorize(request) }
        }
        let lines: [(inout UsageLine) -> Void] = [
            { $0.id = Self.token }, { $0.source = Self.token }, { $0.scopes = [Self.token] },
        ]
        for change in lines {
            var line = UsageLine.call("key_1")
            change(&line)
            guard case .rejected(.invalid) = ledger.record(line) else {
                Issue.record("\(line) is accepted")
                continue
            }
        }
        var key = NewKey(id: "key_2", tenant: "acme", name: "two", secret: ledger.secret())
        key.origin = Self.token
        #expect(throws: Rejection.self) { try ledger.execute(.createKey(key)) }
    }

    @Test("A call whose operation is nothing but a query has none")
    func emptyOperation() throws {
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addKey("key_1", of: "acme")
        for operation in ["", "?a=b", "#x", "".padding("x", to: 256)] {
            for key in ["key_1", "key_none"] {
                var request = AuthorizeRequest.call(key)
                request.operation = operation
                #expect(throws: Rejection.self) { try ledger.authorize(request) }
            }
            var line = UsageLine.call("key_1")
            line.operation = operation
            guard case .rejected(.invalid) = ledger.record(line) else {
                Issue.record("\(operation) is accepted")
                continue
            }
        }
    }
}

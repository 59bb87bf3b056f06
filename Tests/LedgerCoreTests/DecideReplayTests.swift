import LedgerCore
import LedgerTesting
import Testing

@Suite struct DecideReplayTests {
    private func ledger(dedupBits: Int = 64) throws -> MemoryLedger {
        var ledger = MemoryLedger(dedupBits: dedupBits)
        try ledger.found()
        for tenant in ["acme", "globex"] { try ledger.addTenant(tenant) }
        for (key, tenant) in [("key_1", "acme"), ("key_2", "acme"), ("key_3", "globex")] {
            try ledger.addKey(key, of: tenant)
        }
        return ledger
    }

    @Test("A line of the same id and content is a duplicate, answered with the first entry")
    func duplicate() throws {
        var ledger = try ledger()
        var line = UsageLine.call("key_1", id: "call-1", time: ledger.now)
        line.code = "not_found"
        line.status = 404
        line.durationUs = 12
        line.requestBytes = 3
        line.responseBytes = 4
        line.scopes = ["crm:read"]
        let first = ledger.record(line)
        guard case .accepted(let sequence) = first else {
            Issue.record("\(first)")
            return
        }
        // What the content does not cover may differ.
        line.client = "curl"
        line.transport = "http"
        line.traceID = "abc"
        line.ip = "192.0.2.1"
        line.userAgent = "agent"
        line.secretVersion = 2
        let position = ledger.state.position
        for seconds in [0, 60, 86_400] as [Int64] {
            ledger.now = ledger.now.advanced(seconds: seconds)
            #expect(ledger.record(line) == .duplicate(sequence))
        }
        #expect(ledger.state.position == position)
    }

    @Test("A line of the same id and other content is a conflict, and nothing is recorded")
    func conflict() throws {
        var ledger = try ledger()
        var line = UsageLine.call("key_1", id: "call-1", time: ledger.now)
        line.code = "e\u{301}"
        line.operation = "GET /e\u{301}"
        guard case .accepted(let sequence) = ledger.record(line) else { return }
        let position = ledger.state.position
        let changes: [(inout UsageLine) -> Void] = [
            { $0.key = "key_2" }, { $0.operation = "GET /v1/others" },
            { $0.operation = "GET /\u{E9}" }, { $0.scopes = ["crm:read"] },
            { $0.quantities = .of(["calls": 2]) }, { $0.quantities = .of(["tokens": 1]) },
            { $0.outcome = .denied }, { $0.code = "x" }, { $0.code = "\u{E9}" }, { $0.code = nil },
            { $0.status = 200 }, { $0.durationUs = 1 }, { $0.requestBytes = 1 },
            { $0.responseBytes = 1 }, { $0.time = $0.time?.advanced(by: 1) },
            {
                $0.key = nil
                $0.tenant = "acme"
            },
        ]
        for (number, change) in changes.enumerated() {
            var other = line
            change(&other)
            #expect(ledger.record(other) == .conflict(sequence), "change \(number)")
        }
        #expect(ledger.state.position == position)
        #expect(ledger.record(line) == .duplicate(sequence))
    }

    @Test("A time that nobody sent is no part of the content")
    func defaultedTime() throws {
        var ledger = try ledger()
        let line = UsageLine.call("key_1", id: "call-1")
        guard case .accepted(let sequence) = ledger.record(line) else { return }
        #expect(ledger.entries.last?.defaulted == ["time"])
        ledger.now = ledger.now.advanced(seconds: 60)
        #expect(ledger.record(line) == .duplicate(sequence))
        #expect(
            ledger.record(.call("key_1", id: "call-1", time: ledger.now)) == .duplicate(sequence))
    }

    @Test("What nobody sent and what it defaults to are the same content")
    func defaultedQuantities() throws {
        var ledger = try ledger()
        var line = UsageLine.call("key_1", id: "call-1", time: ledger.now, quantities: .none)
        guard case .accepted(let sequence) = ledger.record(line) else { return }
        #expect(ledger.entries.last?.defaulted == ["quantities"])
        line.quantities = .oneCall
        #expect(ledger.record(line) == .duplicate(sequence))
    }

    @Test("Ids belong to a tenant and a source, and lines without one are never duplicates")
    func namespaces() throws {
        var ledger = try ledger()
        func line(_ key: String, source: String?) -> UsageLine {
            var line = UsageLine.call(key, id: "call-1", time: ledger.now)
            line.source = source
            return line
        }
        for (key, source) in [
            ("key_1", "a"), ("key_1", "b"), ("key_1", nil), ("key_3", "a"),
        ] as [(String, String?)] {
            guard case .accepted = ledger.record(line(key, source: source)) else {
                Issue.record("\(key) from \(source ?? "-") is taken for another")
                return
            }
        }
        // Without a source the calling principal is it.
        let ada = Caller(actor: Actor(principal: "a", surface: .http), scopes: [], tenants: .all)
        guard case .duplicate = ledger.record(line("key_1", source: nil), as: ada) else {
            Issue.record("the principal is not the source")
            return
        }
        for _ in 0..<2 {
            guard case .accepted = ledger.record(.call("key_1", time: ledger.now)) else {
                Issue.record("a line without an id is a duplicate")
                return
            }
        }
    }

    @Test("Texts of one look and other bytes are other ids")
    func unicodeForms() throws {
        // With one bit of hash they are candidates for each other.
        var ledger = try ledger(dedupBits: 1)
        var sequences: [UInt64] = []
        let ids = ["\u{E9}", "e\u{301}", "K", "\u{212A}"]
        for id in ids {
            guard case .accepted(let sequence) = ledger.record(.call("key_1", id: id)) else {
                Issue.record("\(Array(id.utf8)) is taken for another")
                return
            }
            sequences.append(sequence)
        }
        for (id, sequence) in zip(ids, sequences) {
            #expect(ledger.record(.call("key_1", id: id)) == .duplicate(sequence))
        }
    }

    @Test(
        "An admission is replayed for five minutes, spends nothing more, and later is a duplicate")
    func replay() throws {
        var ledger = try ledger()
        var changes = KeyChanges()
        changes.caps = [Cap(meter: "calls", period: .month, limit: 2)]
        try ledger.execute(.updateKey("key_1", changes))
        var request = AuthorizeRequest.call("key_1", id: "call-1")
        let start = ledger.now
        let first = try ledger.authorize(request)
        #expect(first.code == .ok && !first.isReplay)
        // Neither the cap nor what the content does not cover matters to a retry.
        #expect(try ledger.authorize(.call("key_1")).code == .ok)
        request.client = "curl"
        request.ip = "192.0.2.1"
        let position = ledger.state.position
        for seconds in [0, 299, 300] as [Int64] {
            ledger.now = start.advanced(seconds: seconds)
            let again = try ledger.authorize(request)
            #expect(again.code == .ok && again.isReplay)
            #expect(again.entry == first.entry)
            #expect(again.caps.map(\.used) == [2])
        }
        #expect(ledger.state.position == position)
        ledger.now = start.advanced(seconds: 300).advanced(by: 1)
        let late = try ledger.authorize(request)
        #expect(late.code == .duplicateID && !late.isReplay)
        #expect(ledger.entries.last?.type == .usageDenied)
    }

    @Test("An admission's id with other content is refused, and binds nothing")
    func admissionConflict() throws {
        var ledger = try ledger()
        var request = AuthorizeRequest.call("key_1", id: "call-1")
        request.operation = "GET /e\u{301}"
        try ledger.authorize(request)
        let changes: [(inout AuthorizeRequest) -> Void] = [
            { $0.presented = .key("key_2") }, { $0.operation = "GET /\u{E9}" },
            { $0.quantities = .of(["calls": 2]) }, { $0.quantities = .of(["tokens": 1]) },
        ]
        for change in changes {
            var other = request
            change(&other)
            #expect(try ledger.authorize(other).code == .idConflict)
        }
        #expect(try ledger.authorize(request).isReplay)
        // Another key of the same tenant shares the namespace, one of another tenant does not.
        #expect(try ledger.authorize(.call("key_3", id: "call-1")).code == .ok)
    }

    @Test("A denial binds no id: the same call passes once it may")
    func denial() throws {
        var ledger = try ledger()
        try ledger.execute(.disableKey("key_1"))
        #expect(try ledger.authorize(.call("key_1", id: "call-1")).code == .disabled)
        try ledger.execute(.enableKey("key_1"))
        let passed = try ledger.authorize(.call("key_1", id: "call-1"))
        #expect(passed.code == .ok && !passed.isReplay)
    }

    @Test("A reported line and an admission share their ids")
    func shared() throws {
        var ledger = try ledger()
        try ledger.authorize(.call("key_1", id: "admitted"))
        let admitted = ledger.state.position - 1
        #expect(ledger.record(.call("key_1", id: "admitted")) == .duplicate(admitted))
        var other = UsageLine.call("key_1", id: "admitted")
        other.status = 200
        #expect(ledger.record(other) == .conflict(admitted))

        ledger.record(.call("key_1", id: "reported"))
        #expect(try ledger.authorize(.call("key_1", id: "reported")).code == .idConflict)
    }

    @Test("An admitted call is completed once")
    func completion() throws {
        var ledger = try ledger()
        let admission = try #require(try ledger.authorize(.call("key_1")).entry)
        var line = UsageLine()
        line.decision = admission
        line.status = 200
        line.durationUs = 5
        line.traceID = "abc"
        let before = try #require(ledger.state.keyIndex("key_1"))
        let use = ledger.state.keyUses[before]
        guard case .accepted(let sequence) = ledger.record(line) else { return }
        #expect(ledger.entries.last?.key == "key_1")
        #expect(ledger.state.keyUses[before] == use, "a completion counts nothing")
        line.traceID = "def"
        #expect(ledger.record(line) == .duplicate(sequence))
        line.status = 500
        #expect(ledger.record(line) == .conflict(sequence))
        line.key = "key_2"
        #expect(ledger.record(line) == .rejected(.decisionNotFound))
        // Neither a reported usage nor a denial was admitted.
        ledger.record(.call("key_1"))
        line.key = nil
        line.decision = ledger.state.position - 1
        #expect(ledger.record(line) == .rejected(.decisionNotFound))
    }

    @Test("Ids that hash alike lose and double nothing", arguments: Seed.all)
    func collisions(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var ledger = try ledger(dedupBits: 2)
        var recorded: [(id: String, sequence: UInt64)] = []
        var admitted: [(id: String, sequence: UInt64)] = []
        var completed: [UInt64: UInt64] = [:]
        for number in 0..<400 {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0:
                let id = "line-\(number)"
                guard case .accepted(let sequence) = ledger.record(.call("key_1", id: id)) else {
                    Issue.record("\(id) is taken for another")
                    continue
                }
                recorded.append((id, sequence))
            case 1:
                let id = "admission-\(number)"
                let decision = try ledger.authorize(.call("key_2", id: id))
                #expect(decision.code == .ok && !decision.isReplay)
                admitted.append((id, try #require(decision.entry)))
            case 2:
                guard let (id, sequence) = recorded.randomElement(using: &generator) else { break }
                #expect(ledger.record(.call("key_1", id: id)) == .duplicate(sequence))
                #expect(ledger.record(.call("key_2", id: id)) == .conflict(sequence))
            case 3:
                guard let (id, sequence) = admitted.randomElement(using: &generator) else { break }
                let decision = try ledger.authorize(.call("key_2", id: id))
                #expect(decision.isReplay && decision.entry == sequence)
            default:
                guard let (_, sequence) = admitted.randomElement(using: &generator) else { break }
                var line = UsageLine()
                line.decision = sequence
                line.status = 200
                let answer = ledger.record(line)
                if let old = completed[sequence] {
                    #expect(answer == .duplicate(old))
                } else if case .accepted(let new) = answer {
                    completed[sequence] = new
                } else {
                    Issue.record("\(answer)")
                }
            }
        }
        let calls = Int128(recorded.count + admitted.count)
        let tenant = try #require(ledger.state.tenantIndex("acme"))
        let month = CountedPeriod.month(Month(year: 2026, month: 11))
        #expect(ledger.state.counter(.tenant(tenant), meter: "calls", period: month).used == calls)
    }
}

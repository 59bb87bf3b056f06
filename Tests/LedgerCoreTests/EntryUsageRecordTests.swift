import LedgerCore
import LedgerTesting
import Testing

/// A usage record is its entry in another shape: whatever is made of one must be what is made of
/// the other.
@Suite struct EntryUsageRecordTests {
    @Test("The rows of records are those of their entries, in one frame", arguments: Seed.all)
    func rows(seed: UInt64) throws {
        let (records, _) = try records(seed: seed)
        #expect(records.count > 200)
        var writer = RowWriter()
        var repeated = RepeatedTerms()
        var whole = RowWriter()
        for record in records {
            record.write(to: &writer, &repeated)
            record.entry.write(to: &whole)
            try #require(writer.row.bytes == whole.row.bytes, "\(record.entry)")
        }
        let (read, wholly) = (writer.dictionary.built, whole.dictionary.built)
        #expect(read.terms == wholly.terms)
        #expect(read.personals == wholly.personals)
    }

    @Test("A record changes a state as its entry does, ids and all", arguments: Seed.all)
    func state(seed: UInt64) throws {
        let (records, before) = try records(seed: seed)
        var (one, other) = (before, before)
        for record in records {
            one.apply(record)
            other.apply(record.entry)
        }
        let entries = records.map(\.entry)
        let dump = StateDump.text(of: other, entries: entries)
        #expect(StateDump.text(of: one, entries: entries) == dump)
        #expect(one.position == other.position && one.recordedAt == other.recordedAt)
        for entry in entries {
            guard let source = entry.source, let id = entry.id else { continue }
            let hash = one.dedup.hash(tenant: entry.tenant, kind: .usage, source: source, id: id)
            #expect(one.dedup.candidates(hash).contains(entry.sequence))
            #expect(one.dedup.candidates(hash) == other.dedup.candidates(hash))
        }
    }

    /// Records as they are decided, one after the other, and the state before them.
    private func records(seed: UInt64) throws -> ([UsageRecord], LedgerState) {
        var generator = SplitMix64(seed: seed)
        var ledger = MemoryLedger()
        try ledger.found()
        try ledger.addTenant("acme")
        try ledger.addTenant("globex", caps: [Cap(meter: "calls", period: .month, limit: 20)])
        for number in 0..<6 {
            try ledger.addKey(
                "key_\(number)", of: number % 2 == 0 ? "acme" : "globex",
                caps: [Cap(meter: "tokens", period: .day, limit: 5)])
        }
        try ledger.execute(.disableKey("key_4"))
        // The month is open from here on.
        ledger.record(.call("key_0"))
        ledger.record(.call("key_1"))
        let before = ledger.state
        var state = before
        var records: [UsageRecord] = []
        for number in 0..<400 {
            let sender = caller(&generator).prepared(by: ledger.sealing)
            if generator.chance(oneIn: 3) {
                let call = state.prepare(
                    request(number, &generator), caller: caller(&generator), sealing: ledger.sealing
                ) { _ in PriorUse() }
                let outcome = try decide(call, state: state, context: ledger.context)
                guard let record = outcome.record else { continue }
                records.append(record)
            } else {
                let line = state.prepare(
                    line(number, &generator), by: sender, sealing: ledger.sealing)
                guard
                    case .record(let record) = try decide(
                        line, caller: .folder(.cli), state: state, context: ledger.context)
                else { continue }
                records.append(record)
            }
            if let last = records.last, last.sequence == state.position { state.apply(last) }
        }
        return (records, before)
    }

    private func caller(_ generator: inout SplitMix64) -> Caller {
        var caller = Caller.folder(generator.element(of: [.cli, .http]))
        caller.actor.credential = generator.element(of: [nil, "key_gate", "é", "e\u{301}"])
        caller.actor.principal = generator.element(of: [nil, "ada"])
        if generator.chance(oneIn: 2) { caller.personal.ip = "192.0.2.7" }
        return caller
    }

    private func line(_ number: Int, _ generator: inout SplitMix64) -> UsageLine {
        var line = UsageLine.call("key_\(Int.random(in: 0..<6, using: &generator))")
        if generator.chance(oneIn: 2) { line.id = "line-\(number)" }
        line.source = generator.element(of: [nil, "gw/eu", "gw/us"])
        line.time = generator.element(of: [nil, .start])
        line.operation = generator.element(of: ["GET /a", "GET /b", "é", "e\u{301}"])
        line.outcome = generator.element(of: [.allowed, .allowed, .denied])
        line.quantities = generator.element(
            of: [.none, .oneCall, .of(["calls": 2, "tokens": 9]), .of(["tokens": 0])])
        line.scopes = generator.element(of: [[], ["crm:read", "crm:write"]])
        line.code = generator.element(of: [nil, "timeout"])
        line.client = generator.element(of: [nil, "sdk/1", "sdk/2"])
        line.transport = generator.element(of: [nil, "grpc"])
        line.traceID = generator.element(of: [nil, "trace-\(number)"])
        line.status = generator.element(of: [nil, 200, 500])
        line.durationUs = generator.element(of: [nil, 0, 1 << 40])
        line.requestBytes = generator.element(of: [nil, 17])
        line.responseBytes = generator.element(of: [nil, 300])
        line.secretVersion = generator.element(of: [nil, 2])
        line.ip = generator.element(of: [nil, "192.0.2.1", "2001:db8::1"])
        line.userAgent = generator.element(of: [nil, "curl/8"])
        return line
    }

    private func request(_ number: Int, _ generator: inout SplitMix64) -> AuthorizeRequest {
        var request = AuthorizeRequest.call("key_\(Int.random(in: 0..<6, using: &generator))")
        request.id = generator.element(of: [nil, "call-\(number)"])
        request.operation = generator.element(of: ["GET /a", "GET /b?x=1"])
        request.client = generator.element(of: [nil, "sdk/1"])
        request.transport = generator.element(of: [nil, "grpc"])
        request.traceID = generator.element(of: [nil, "trace-\(number)"])
        request.ip = generator.element(of: [nil, "192.0.2.1"])
        request.defaulted = generator.element(of: [[], ["quantities"]])
        return request
    }
}

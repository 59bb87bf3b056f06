import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct LedgerBatchTests {
    @Test(
        "The largest batch is recorded whole and in order, while interactive calls get their turn")
    func largest() async throws {
        let disk = try DiskLedger(entriesPerSegment: Limits.entriesPerSegment)
        try await disk.addTenant("acme")
        for number in 0..<10 { try await disk.addKey("key_\(number)", of: "acme") }
        let lines = (0..<Limits.batchLines).map {
            UsageLine.call("key_\($0 % 10)", id: "line-\($0)", time: .start)
        }
        let results = try await disk.concurrently(2) { ledger, caller, task in
            var calls: [UInt64] = []
            if task == 0 {
                return (try await ledger.record(lines, caller: caller).answers, calls)
            }
            for _ in 0..<20 {
                let decision = try await ledger.authorize(.call("key_0"), caller: caller)
                calls.append(try #require(decision.entry))
            }
            return ([UsageAnswer](), calls)
        }
        let answers = results.flatMap(\.0)
        let calls = results.flatMap(\.1)
        #expect(answers.count == lines.count)
        var sequences: [UInt64] = []
        for case .accepted(let sequence) in answers { sequences.append(sequence) }
        #expect(sequences.count == lines.count)
        #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(sequences).isDisjoint(with: calls))
        // A call waits for one turn of lines at most, never for all of them.
        let last = try #require(sequences.last)
        #expect(try #require(calls.first) < last)
        #expect(try disk.used("calls", key: "key_3") == Int128(Limits.batchLines / 10))

        // A retry changes nothing, line by line.
        let again = try await disk.record(Array(lines.prefix(20_000)))
        #expect(again == sequences.prefix(20_000).map { .duplicate($0) })
        try await disk.expectSound()
    }

    @Test("Each line is answered for itself, in its place")
    func answers() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        var other = UsageLine.call("key_1", id: "a")
        other.status = 500
        let answers = try await disk.record([
            .call("key_1", id: "a"), .call("key_1", id: "a"), other, .call("key_none"),
            .call("key_1", time: .start.advanced(days: -36)), .call("key_1"),
        ])
        let first = disk.view.position - 2
        #expect(
            answers == [
                .accepted(first), .duplicate(first), .conflict(first), .rejected(.keyNotFound),
                .rejected(.timeTooOld(days: 35)), .accepted(first + 1),
            ])
        #expect(try await disk.record([]) == [])
        #expect(try await disk.record([.call("key_1", id: "a")]) == [.duplicate(first)])
        try await disk.reopen()
        #expect(try await disk.record([.call("key_1", id: "a")]) == [.duplicate(first)])
        try await disk.expectSound()
    }

    @Test("Lines of the greatest size fill frames and cross no segment's end")
    func greatest() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        let text = String(repeating: "\u{1}", count: Limits.nameBytes - 6)
        let lines = (0..<1_500).map { number in
            let unique = "\(100_000 + number)" + text
            var line = UsageLine.call("key_1", id: unique)
            line.source = unique
            line.operation = unique
            line.code = unique
            line.client = unique
            line.transport = unique
            line.traceID = unique
            line.ip = unique
            line.userAgent = unique + text
            line.scopes = (0..<Limits.scopesPerCall).map {
                "\($0)-\(number)-" + String(repeating: "s", count: 240)
            }
            line.quantities = .of(
                Dictionary(
                    uniqueKeysWithValues: (0..<Limits.quantities).map {
                        ("meter_\($0)_" + String(repeating: "m", count: 50), Limits.quantity)
                    }))
            return line
        }
        let answers = try await disk.record(lines)
        for answer in answers {
            guard case .accepted = answer else {
                Issue.record("\(answer)")
                return
            }
        }
        try await disk.expectSound()
    }
}

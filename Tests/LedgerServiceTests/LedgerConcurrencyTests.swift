import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct LedgerConcurrencyTests {
    private static let callers = 64

    @Test("However many ask at once, a cap admits exactly its limit")
    func cap() async throws {
        let disk = try DiskLedger()
        let limit: Int64 = 500
        try await disk.addTenant("acme", caps: [Cap(meter: "calls", period: .day, limit: limit)])
        for number in 0..<4 { try await disk.addKey("key_\(number)", of: "acme") }
        let decisions = try await disk.concurrently(Self.callers) { ledger, caller, number in
            var decisions: [Decision] = []
            for _ in 0..<16 {
                let decision = try await ledger.authorize(
                    .call("key_\(number % 4)"), caller: caller)
                // What is answered is durable, and every later view shows it.
                if let entry = decision.entry { #expect(entry < ledger.view.position) }
                decisions.append(decision)
            }
            return decisions
        }.flatMap { $0 }
        let admitted = decisions.filter(\.isAllowed)
        #expect(admitted.count == Int(limit))
        #expect(Set(admitted.compactMap(\.entry)).count == Int(limit))
        #expect(decisions.filter { $0.code == .capExceeded }.count == decisions.count - Int(limit))
        for decision in admitted {
            let used = try #require(decision.caps.first?.used)
            #expect(used <= Int128(limit))
        }
        #expect(Set(admitted.compactMap { $0.caps.first?.used }).count == Int(limit))
        try await expect(admitted, in: disk)
    }

    /// Expects that each admission is readable from a ledger that was opened anew.
    private func expect(_ admitted: [Decision], in disk: DiskLedger) async throws {
        try await disk.reopen()
        for decision in admitted {
            let entry = try disk.view.entry(at: try #require(decision.entry))
            guard case .usageRecorded(let usage)? = entry?.body else {
                Issue.record("an admission is lost")
                continue
            }
            #expect(usage.admitted && entry?.key == decision.key)
        }
        try await disk.expectSound()
    }

    @Test("Segments are sealed and swapped in while calls never cease")
    func sealing() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        for number in 0..<8 { try await disk.addKey("key_\(number)", of: "acme") }
        let ends = try await disk.concurrently(Self.callers) { ledger, caller, number in
            var sealed: UInt64 = 0
            for round in 0..<2_000 where sealed < 4 * Limits.entriesPerTestSegment {
                let decision = try await ledger.authorize(
                    .call("key_\(number % 8)"), caller: caller)
                #expect(decision.isAllowed)
                guard round % 16 == 0 else { continue }
                let status = try ledger.status()
                sealed = status.position - status.unsealed
            }
            return sealed
        }
        // All are still calling when the first of them sees it.
        #expect(ends.allSatisfy { $0 >= 4 * Limits.entriesPerTestSegment })
        try await disk.expectSound()
    }

    @Test("One id that many send at once is recorded once, and all are told which entry it is")
    func sameID() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        let answers = try await disk.concurrently(Self.callers) { ledger, caller, _ in
            let line = UsageLine.call("key_1", id: "line")
            let answer = try await ledger.record([line], caller: caller).answers.first
            return (
                answer, try await ledger.authorize(.call("key_1", id: "call"), caller: caller)
            )
        }
        var accepted: [UInt64] = []
        var duplicates: Set<UInt64> = []
        for (answer, _) in answers {
            switch answer {
            case .accepted(let sequence): accepted.append(sequence)
            case .duplicate(let sequence): duplicates.insert(sequence)
            default: Issue.record("\(String(describing: answer))")
            }
        }
        #expect(accepted.count == 1)
        #expect(duplicates == Set(accepted))
        let decisions = answers.map(\.1)
        #expect(decisions.allSatisfy { $0.isAllowed })
        #expect(decisions.filter { !$0.isReplay }.count == 1)
        #expect(Set(decisions.compactMap(\.entry)).count == 1)
        #expect(try disk.used("calls", key: "key_1") == 2)
        try await disk.expectSound()
    }

    @Test("One command that many send at once is carried out once")
    func sameCommand() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        let receipts = try await disk.concurrently(Self.callers) { ledger, caller, _ in
            // As a server does: a new id and a new token for each attempt.
            let key = NewKey(
                id: try TokenMint.keyID(), tenant: "acme", name: "one",
                secret: try TokenMint.mint().secret)
            let receipt = try await ledger.execute(
                Command(
                    caller: caller, action: .createKey(key),
                    id: CommandID(source: "ada", id: "retry")))
            #expect(receipt.view.position >= receipt.entries.upperBound)
            return (receipt.entries, receipt.duplicateOf)
        }
        let carriedOut = receipts.filter { $0.1 == nil }
        #expect(carriedOut.map(\.0.count) == [1])
        let first = try #require(carriedOut.first?.0.lowerBound)
        #expect(receipts.filter { $0.1 == first }.count == Self.callers - 1)
        #expect(disk.view.state.tenant("acme")?.keys.count == 1)
        try await disk.expectSound()
    }

    @Test("Commands, calls and batches that run into each other are each recorded once and whole")
    func mixed() async throws {
        // Full segments: batches would wait for the follower otherwise, and could be turned away.
        let disk = try DiskLedger(entriesPerSegment: Limits.entriesPerSegment)
        try await disk.addTenant("acme")
        for number in 0..<8 { try await disk.addKey("key_\(number)", of: "acme") }
        let accepted = try await disk.concurrently(8) { ledger, caller, task in
            var accepted: [UInt64] = []
            for batch in 0..<4 {
                let lines = (0..<700).map {
                    UsageLine.call("key_\($0 % 8)", id: "line-\(task)-\(batch)-\($0)")
                }
                let receipt = try await ledger.record(lines, caller: caller)
                #expect(receipt.answers.count == lines.count)
                for case .accepted(let sequence) in receipt.answers {
                    #expect(sequence < receipt.view.position)
                    accepted.append(sequence)
                }
                let call = try await ledger.authorize(.call("key_\(task)"), caller: caller)
                accepted.append(try #require(call.entry))
                for action in [Action.disableKey("key_\(task)"), .enableKey("key_\(task)")] {
                    let receipt = try await ledger.execute(
                        Command(caller: caller, action: action))
                    #expect(receipt.entries.count == 1)
                    accepted += receipt.entries
                }
            }
            return accepted
        }.flatMap { $0 }
        #expect(accepted.count == 8 * 4 * 703)
        #expect(Set(accepted).count == accepted.count)
        #expect(accepted.allSatisfy { $0 < disk.view.position })
        var calls: Int128 = 0
        for number in 0..<8 { calls += try disk.used("calls", key: "key_\(number)") }
        #expect(calls == 8 * 4 * 701)
        try await disk.expectSound()
    }
}

import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct LedgerLifeTests {
    @Test("A new ledger's admin token opens it, and everything in it survives a new start")
    func reopening() async throws {
        let disk = try DiskLedger()
        let admin = try #require(
            disk.view.state.caller(
                presenting: TokenMint.digest(of: disk.adminToken), at: disk.clock.now,
                surface: .http, personal: PersonalValues()))
        #expect(admin.holds(.ledgerAdmin) && !admin.holds(.mcpWrite))
        #expect(admin.tenants == .all)
        try await disk.addTenant("acme")
        let token = try await disk.addKey("key_1", of: "acme", scopes: ["crm:*"])
        try await disk.execute(
            .addPrincipal(
                NewPrincipal(
                    tenant: "acme", id: "ada", kind: .person, role: .owner,
                    personal: {
                        var personal = PersonalValues()
                        personal.name = "Ada"
                        personal.email = "ada@example.com"
                        return personal
                    }())))
        var request = AuthorizeRequest(
            presented: .token(TokenMint.digest(of: token)), operation: "GET /")
        request.ip = "192.0.2.1"
        request.id = "call-1"
        let first = try await disk.authorize(request)
        let dump = try disk.dump()
        try await disk.reopen()
        #expect(try disk.dump() == dump)
        // The ids of before are known, and so are personal values.
        let again = try await disk.authorize(request)
        #expect(again.isReplay && again.entry == first.entry)
        let sealed = try disk.view.entry(at: try #require(first.entry))?.personal
        #expect(disk.view.open(sealed)?.ip == "192.0.2.1")
        var changes = PrincipalChanges()
        changes.name = "Ada Lovelace"
        try await disk.execute(.updatePrincipal(tenant: "acme", principal: "ada", changes))
        let principal = disk.view.state.principal("ada", tenant: "acme")
        #expect(disk.view.open(principal?.personal)?.email == "ada@example.com")
        #expect(disk.view.open(principal?.personal)?.name == "Ada Lovelace")
        try await disk.expectSound()
    }

    @Test(
        "What was taken before the close is finished, what comes after is refused, and nothing else happens"
    )
    func closing() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        let answers = try await disk.concurrently(64) { ledger, caller, task in
            var answers: [UInt64?] = []
            for number in 0..<20 {
                do throws(Rejection) {
                    if task % 2 == 0 {
                        let call = try await ledger.authorize(.call("key_1"), caller: caller)
                        answers.append(call.entry)
                    } else {
                        let lines = (0..<10).map {
                            UsageLine.call("key_1", id: "\(task)-\(number)-\($0)")
                        }
                        let receipt = try await ledger.record(lines, caller: caller)
                        for case .accepted(let sequence) in receipt.answers {
                            answers.append(sequence)
                        }
                    }
                } catch {
                    #expect(error == .stopping)
                    answers.append(nil)
                }
                if task == 0, number == 3 { await ledger.close() }
            }
            return answers
        }.flatMap { $0 }
        let kept = answers.compactMap { $0 }
        #expect(answers.contains(nil), "nobody met the end")
        #expect(Set(kept).count == kept.count)
        let position = disk.view.position
        #expect(kept.allSatisfy { $0 < position })
        #expect(try disk.used("calls", key: "key_1") == Int128(kept.count))
        await #expect(throws: Rejection.stopping) { try await disk.execute(.disableKey("key_1")) }
        #expect(disk.view.position == position)
        // Reading goes on.
        #expect(try await disk.authorize(.call("key_1", mode: .check)).code == .ok)
        try await disk.expectSound()
    }

    @Test("A ledger that was closed in full flight is whole")
    func closedInFlight() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        _ = try await disk.concurrently(17) { ledger, caller, task in
            guard task == 0 else {
                while (try? await ledger.authorize(.call("key_1"), caller: caller)) != nil {}
                return
            }
            for _ in 0..<50 { _ = try await ledger.authorize(.call("key_1"), caller: caller) }
            await ledger.close()
        }
        try await disk.expectSound()
    }

    @Test("A folder has one ledger at a time")
    func oneAtATime() async throws {
        let disk = try DiskLedger()
        #expect(throws: LedgerError.self) {
            _ = try Ledger.open(at: disk.folder.data, clock: disk.clock)
        }
        for _ in 0..<20 { try await disk.reopen() }
        try await disk.expectSound()
    }

    @Test("A view shows what it showed, however far the ledger goes on")
    func views() async throws {
        let disk = try DiskLedger()
        try await disk.addTenant("acme")
        try await disk.addKey("key_1", of: "acme")
        do {
            let view = disk.view
            let entries = try disk.entries()
            let dump = try disk.dump()
            for _ in 0..<300 { try await disk.authorize(.call("key_1")) }
            #expect(view.position == UInt64(entries.count))
            #expect(StateDump.text(of: view.state, entries: entries) == dump)
            #expect(try view.entry(at: view.position) == nil)
            #expect(try view.entry(at: view.position - 1) == entries.last)
            var seen: [Entry] = []
            try view.forEachEntry(from: 2) { entry in
                seen.append(entry)
                return true
            }
            #expect(seen == Array(entries.dropFirst(2)))
        }
        try await disk.expectSound()
    }

    @Test("Tokens and ids are drawn anew each time, and in their form")
    func minting() throws {
        let minted = try (0..<200).map { _ in try TokenMint.mint() }
        #expect(Set(minted.map(\.token)).count == 200)
        for one in minted {
            #expect(TokenFormat.native.isWellFormed(one.token))
            #expect(one.secret.digest == TokenMint.digest(of: one.token))
            #expect(one.secret.hint == TokenFormat.native.hint(of: one.token))
        }
        let ids = try (0..<200).map { _ in try TokenMint.keyID() }
        #expect(Set(ids).count == 200)
        for id in ids {
            #expect(id.hasPrefix("key_") && id.utf8.count == 26)
            #expect(id.utf8.dropFirst(4).allSatisfy(Base62.isDigit))
        }
        // SHA-256 of "abc", FIPS 180-4.
        #expect(
            TokenMint.digest(of: "abc").hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}

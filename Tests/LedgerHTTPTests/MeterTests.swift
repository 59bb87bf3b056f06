import LedgerService
import LedgerTesting
import Testing

@Suite struct MeterTests {
    /// A month of calls in two time zones' worth of days: with keys of two owners and without one,
    /// denied ones, ones of an import and ones of another month.
    private func fill(_ ledger: TestLedger, _ clock: TestClock) async -> (
        ada: String, plain: String
    ) {
        _ = await ledger.send(
            "POST", "/v1/tenants", #"{"id":"acme","time_zone":"Europe/Berlin"}"#)
        for id in ["ada", "bob"] {
            _ = await ledger.send("POST", "/v1/tenants/acme/principals", #"{"id":"\#(id)"}"#)
        }
        let ada = await ledger.makeKey(
            #""owner":"ada","scopes":["crm:*"],"caps":[{"meter":"calls","period":"day","limit":100}]"#
        )
        let plain = await ledger.makeKey()
        _ = await ledger.sendLines(
            """
            {"key":"\(ada.id)","operation":"a","scope":"crm:read","time":"2026-11-20T22:59:59Z"}
            {"key":"\(ada.id)","operation":"a","scope":"crm:read","time":"2026-11-20T23:00:00Z","quantities":{"tokens":5}}
            {"key":"\(ada.id)","operation":"b","outcome":"denied"}
            {"key":"\(plain.id)","operation":"a","time":"2026-11-19T12:00:00Z","quantities":{"calls":2}}
            {"tenant":"acme","principal":"bob","operation":"b","time":"2026-11-19T12:00:00Z"}
            {"tenant":"acme","operation":"c","time":"2026-10-31T22:59:59Z"}
            {"tenant":"acme","operation":"c","time":"2026-10-31T23:00:00Z"}
            """)
        _ = await ledger.consume(ada.token, #""scopes":["crm:read","crm:list"]"#)
        _ = await ledger.consume(ada.token, #""scopes":["files:read"]"#)
        return (ada.id, plain.id)
    }

    private func rows(
        _ ledger: TestLedger, _ grouping: String, _ names: [String]
    ) async -> [String] {
        let answer = await ledger.send(
            "GET", "/v1/meters",
            query: ["tenant": "acme", "period": "2026-11", "group_by": grouping])
        #expect(answer.status == 200)
        return answer.array("rows").compactMap { row in
            guard let row = row as? [String: Any] else { return nil }
            return names.map { (row[$0] as? String) ?? "-" }.joined(separator: " ")
                + " \(row["meter"] ?? "")=\(row["quantity"] ?? "")"
        }
    }

    @Test("Meters are told apart by day in the tenant's zone, operation, scope and principal")
    func groups() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            let keys = await fill(ledger, clock)
            #expect(
                await rows(ledger, "day", ["day"]) == [
                    "2026-11-01 calls=1", "2026-11-19 calls=3", "2026-11-20 calls=1",
                    "2026-11-21 calls=2", "2026-11-21 denied_calls=2", "2026-11-21 tokens=5",
                ])
            #expect(
                await rows(ledger, "operation", ["operation"]) == [
                    "a calls=4", "a tokens=5", "b calls=1", "b denied_calls=1", "c calls=1",
                    "crm:list calls=1", "crm:list denied_calls=1",
                ])
            #expect(
                await rows(ledger, "scope", ["scope"]) == [
                    "crm:read calls=2", "crm:read tokens=5", "crm:read crm:list calls=1",
                    "files:read denied_calls=1", "- calls=4", "- denied_calls=1",
                ])
            #expect(
                await rows(ledger, "principal", ["principal"]) == [
                    "ada calls=3", "ada denied_calls=2", "ada tokens=5", "bob calls=1", "- calls=3",
                ])
            let both = await rows(ledger, "operation,key", ["operation", "key"])
            #expect(both.contains("a \(keys.plain) calls=2"))
            #expect(both.contains("c - calls=1"))
        }
    }

    @Test("However they are grouped, the rows of a meter add up to the tenant's")
    func sums() async throws {
        let clock = TestClock()
        try await TestLedger.run(clock: clock) { ledger in
            _ = await fill(ledger, clock)
            func sums(_ query: KeyValuePairs<String, String>) async -> [String: Int] {
                let answer = await ledger.send("GET", "/v1/meters", query: query)
                var sums: [String: Int] = [:]
                for case let row as [String: Any] in answer.array("rows") {
                    sums[row["meter"] as? String ?? "", default: 0] += row["quantity"] as? Int ?? 0
                }
                return sums
            }
            let whole = await sums(["tenant": "acme", "period": "2026-11"])
            #expect(whole == ["calls": 7, "denied_calls": 2, "tokens": 5])
            for grouping in [
                "key", "day", "operation", "scope", "principal", "key,operation,day",
                "day,scope,principal,operation,key",
            ] {
                #expect(
                    await sums(["tenant": "acme", "period": "2026-11", "group_by": grouping])
                        == whole, "\(grouping)")
            }
            #expect(
                await sums(["tenant": "acme", "period": "2026-09", "group_by": "day"]).isEmpty)
        }
    }

    @Test(
        "A grouping that is not understood is refused",
        arguments: ["", "day,", "day,day", "Key", "key operation", "tenant"])
    func refused(grouping: String) async throws {
        try await TestLedger.run { ledger in
            let answer = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "ledger", "group_by": grouping])
            #expect((answer.status, answer.string("field")) == (400, "group_by"))
        }
    }

    @Test("Operations beyond 10,000 are one")
    func manyOperations() async throws {
        try await TestLedger.run { ledger in
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"acme"}"#)
            let lines = (1...10_003).map { #"{"tenant":"acme","operation":"o\#($0)"}"# }
            let sent = await ledger.sendLines(lines.joined(separator: "\n"))
            #expect(sent.integer("accepted") == 10_003)
            let answer = await ledger.send(
                "GET", "/v1/meters", query: ["tenant": "acme", "group_by": "operation"])
            #expect(answer.array("rows").count == 10_001)
            #expect(answer.string("rows", 0, "operation") == "(other)")
            #expect(answer.integer("rows", 0, "quantity") == 3)
        }
    }
}

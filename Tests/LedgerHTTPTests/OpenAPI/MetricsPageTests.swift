import LedgerTesting
import Testing

/// The metrics that are answered against those that the pages and the dashboard name.
@Suite struct MetricsPageTests {
    @Test(
        "The page of the API names every metric, and the dashboard and alarms none that is not there"
    )
    func names() async throws {
        try await TestLedger.run { ledger in
            let text = await ledger.send("GET", "/metrics").text
            let families = text.matches(of: /(?m)^# TYPE ([a-z_]+)\s/).map { String($0.1) }
            let page = try Snapshot.text(of: "Sources/LedgerHTTP/LedgerHTTP.docc/HTTP.md")
            let rows = page.matches(of: /(?m)^\| `((?:keyledger|process)_[a-z_]+)/).map {
                String($0.1)
            }
            #expect(rows == families)
            for path in [
                "tools/grafana/keyledger.json", "Sources/LedgerCLI/LedgerCLI.docc/Operating.md",
            ] {
                let used = try Snapshot.text(of: path).matches(
                    of: /\b(?:keyledger|process)_[a-z_]+\b/
                ).map { String($0.0) }
                #expect(used.count > 3)
                #expect(Set(used).subtracting(families) == [])
            }
        }
    }
}

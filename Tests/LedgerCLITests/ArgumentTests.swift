import LedgerCLI
import LedgerCore
import Testing

@Suite struct ArgumentTests {
    @Test(
        "A span is a whole number and a unit",
        arguments: [
            ("45s", 45), ("90m", 5400), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600),
            ("0s", 0),
        ] as [(String, Int64)])
    func span(text: String, seconds: Int64) {
        #expect(SpanArgument(argument: text)?.seconds == seconds)
    }

    @Test(
        "What is no span is refused",
        arguments: ["", "d", "7", "-1d", "1.5h", "7 d", "7y", "1000001w", "99999999999999999999d"])
    func noSpan(text: String) {
        #expect(SpanArgument(argument: text) == nil)
    }

    @Test(
        "A time is RFC 3339, the beginning of a day, or a span",
        arguments: [
            ("2026-11-21T03:05:00+01:00", "2026-11-21T02:05:00Z", "2026-11-21T02:05:00Z"),
            ("2026-11-21", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"),
            ("24h", "2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z"),
        ])
    func time(text: String, past: String, future: String) throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-21T12:00:00Z"))
        let time = try #require(TimeArgument(argument: text))
        #expect(time.past(now: now) == past)
        #expect(time.future(now: now) == future)
    }

    @Test(
        "What is no time is refused", arguments: ["", "yesterday", "2026-11", "2026-02-30", "12"])
    func noTime(text: String) {
        #expect(TimeArgument(argument: text) == nil)
    }

    @Test(
        "A cap has a meter, a period and a limit, and the first two have defaults",
        arguments: [
            ("10000", Cap(meter: "calls", period: .month, limit: 10_000)),
            ("0", Cap(meter: "calls", period: .month, limit: 0)),
            ("calls/day=500", Cap(meter: "calls", period: .day, limit: 500)),
            ("tokens=7", Cap(meter: "tokens", period: .month, limit: 7)),
            ("calls/month=5", Cap(meter: "calls", period: .month, limit: 5)),
        ])
    func cap(text: String, expected: Cap) {
        #expect(CapArgument(argument: text)?.cap == expected)
    }

    @Test(
        "What is no cap is refused",
        arguments: ["", "-1", "calls", "calls=", "=5", "/day=5", "calls/week=5", "5/day", "1.5"])
    func noCap(text: String) {
        #expect(CapArgument(argument: text) == nil)
    }

    @Test("A quantity names its meter")
    func quantity() {
        #expect(QuantityArgument(argument: "tokens=12")?.meter == "tokens")
        #expect(QuantityArgument(argument: "tokens=12")?.quantity == 12)
        for text in ["", "tokens", "=12", "tokens=-1", "tokens=x"] {
            #expect(QuantityArgument(argument: text) == nil)
        }
    }

    @Test(
        "An address to listen on says whether only this machine reaches it",
        arguments: [
            ("127.0.0.1:8640", "127.0.0.1", 8640, true), ("[::1]:0", "::1", 0, true),
            ("localhost:1", "localhost", 1, true), ("0.0.0.0:80", "0.0.0.0", 80, false),
            ("[::]:80", "::", 80, false), ("ledger.example:443", "ledger.example", 443, false),
            ("127.example:443", "127.example", 443, false),
        ])
    func address(text: String, host: String, port: Int, isLoopback: Bool) throws {
        let address = try #require(ListenAddress(argument: text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.isLoopback == isLoopback)
        #expect(address.description == text)
    }

    @Test(
        "Who listens on all addresses is reached on that of the machine itself",
        arguments: [
            ("0.0.0.0:8640", "127.0.0.1:8640"), ("[::]:80", "[::1]:80"),
            ("ledger.example:443", "ledger.example:443"), ("[::1]:1", "[::1]:1"),
        ])
    func reachable(text: String, expected: String) throws {
        let address = try #require(ListenAddress(argument: text))
        #expect(address.reachable.description == expected)
    }

    @Test(
        "What is no address is refused",
        arguments: ["", "8640", ":8640", "127.0.0.1", "::1:8640", "localhost:65536", "a:b"])
    func noAddress(text: String) {
        #expect(ListenAddress(argument: text) == nil)
    }
}

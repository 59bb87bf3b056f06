import LedgerCore
import Testing

/// One telling value for every field that an entry can have, by the field's name and kind.
///
/// Of the golden entries each field is present, so that a golden leaf shows all its type can hold.
struct SampleFields {
    private var values: [(name: String, value: any FieldValue)] = []

    init() throws {
        let startsAt = try Timestamp.at("2026-10-31T23:00:00Z")
        let caps = [
            Cap(meter: "calls", period: .month, limit: 10_000),
            Cap(meter: "tokens", period: .day, limit: 250_000),
        ]
        let quantities = Quantities([
            Quantities.Item(meter: "tokens", quantity: 512),
            Quantities.Item(meter: "calls", quantity: 1),
        ])
        let counts = Quantities([
            Quantities.Item(meter: "cap_exceeded", quantity: 41_207),
            Quantities.Item(meter: "unknown_key", quantity: 88),
        ])
        let secret = "5a8e6f1b3c9d2047e1f0a9b8c7d6e5f4031425364758697a8b9cadbecfd0e1f2"
        var calls = MeterTotal()
        calls.meter = "calls"
        calls.quantity = 1_284_113
        var tokens = MeterTotal()
        tokens.meter = "tokens"
        tokens.quantity = 36_893_488_147_419_103_232

        add("adjustments", Int64(2))
        add("admitted", Flag())
        add("algorithm", Term("ed25519"))
        add("backfill", Term("bf_2026-11-02"))
        add("caps", caps)
        add("client", Term("ledger-sdk/1.4"))
        add("clock", try Timestamp.at("2026-11-21T04:10:00Z"))
        add("code", Term("cap_exceeded"))
        add("counts", try #require(counts))
        add("days", (0..<30).map { startsAt.advanced(by: $0 * Timestamp.microsecondsPerDay) })
        add("decision", UInt64(65_790))
        add("digest", try #require(Digest(hex: String(repeating: "0123456789abcdef", count: 4))))
        add("document", #"{"name":"acme-api","token":{"prefix":"acme_"}}"#)
        add("duration_us", Int64(48_210))
        add("enabled", Flag())
        add("ends_at", try Timestamp.at("2026-11-30T23:00:00Z"))
        add("entries_per_segment", Int64(65_536))
        add("events", [Term("key.created"), Term("key.revoked")])
        add("expires_at", try Timestamp.at("2027-01-31T00:00:00Z"))
        add("flags", [UsageFlag.keyInactive, .overCap])
        add("format", Term("cloudevents"))
        add("from", try Timestamp.at("2026-11-21T03:05:00Z"))
        add("from_sequence", UInt64(60_000))
        add("hint", Term("kl_live_…Q9xd"))
        add("hold", UInt64(65_789))
        add("holder", Term("ada"))
        add("kind", BackfillKind.imported)
        add("kind", PrincipalKind.service)
        add("last", try Timestamp.at("2026-11-21T03:05:00.25Z"))
        add("last_sequence", UInt64(65_792))
        add("late_days", Int64(35))
        add("lease", Term("lease_7"))
        add("ledger", Term("a0b1c2d3e4f5061728394a5b6c7d8e9f"))
        add("limit", Int64(10_000))
        add("lines", Int64(118))
        add("meter", Term("calls"))
        add("month", try #require(Month("2026-11")))
        add("name", Term("acme-api"))
        add("operation", Term("POST /v1/messages"))
        add("origin", Term("portal"))
        add("original", UInt64(64_123))
        add("outcome", Outcome.denied)
        add("overlap_until", try Timestamp.at("2026-11-28T03:05:00.25Z"))
        add("owner", Term("ada"))
        add("percent", Int64(80))
        add("period", CapPeriod.month)
        add("principal", Term("ada"))
        add("profile", Term("native"))
        add("public_key", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        add("quantities", try #require(quantities))
        add("quantity", Int64(5_000))
        add("question", Term("who"))
        add("records", Int64(1_233))
        add("request_bytes", Int64(1_024))
        add("requests", Int64(3))
        add("response_bytes", Int64(20_480))
        add("role", Role.admin)
        add("rules", Int64(2))
        add("scopes", [Term("messages:read"), Term("messages:write")])
        add("secret", try #require(Digest(hex: secret)))
        add("secret_name", Term("WEBHOOK_SECRET"))
        add("secret_version", Int64(2))
        add("starts_at", startsAt)
        add("status", Int64(429))
        add("subject", Term("key_0123456789ABCDEFGHIJKL"))
        add("target", Term("warehouse"))
        add("tenants", [Term("acme"), Term("globex")])
        add("tier", Term("gold"))
        add("time_zone", Term("Europe/Berlin"))
        add("totals", [calls, tokens])
        add("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
        add("transport", Term("http"))
        add("unit", Term("token"))
        add("until", try Timestamp.at("2026-11-21T03:05:01Z"))
        add("until_sequence", UInt64(65_792))
        add("url", Term("https://hooks.example/keyledger"))
        add("used", Int128(8_000))
    }

    private mutating func add(_ name: String, _ value: some FieldValue) {
        values.append((name, value))
    }

    func value<Value: FieldValue>(_ name: StaticString, _ type: Value.Type) -> Value? {
        for sample in values where sample.name == name.description {
            if let value = sample.value as? Value { return value }
        }
        return nil
    }
}

/// Fills every field of a group with its sample.
struct SampleFilling: FieldVisitor, PayloadSource {
    let fields: SampleFields

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        guard let sample = fields.value(name, Value.self) else {
            Issue.record("SampleFields has no \(Value.self) for the field \(name).")
            return
        }
        value = sample
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        var sample = Value.placeholder
        required(name, number, &sample)
        value = sample
    }

    mutating func payload<Payload: EntryPayload>() -> Payload {
        var payload = Payload()
        payload.visit(&self)
        return payload
    }
}

extension Timestamp {
    /// The instant that an RFC 3339 text of a test names.
    static func at(_ text: String) throws -> Timestamp {
        let read = Timestamp(rfc3339: text)
        return try #require(read, "\(text)")
    }
}

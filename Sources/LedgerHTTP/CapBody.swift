import LedgerCore

/// A cap in requests and answers.
struct CapBody: StrictBody, Encodable {
    let meter: String
    let period: Period
    let limit: Int64

    enum CodingKeys: String, CodingKey, CaseIterable {
        case meter, period, limit
    }

    /// A period that is written out.
    struct Period: Codable {
        let period: CapPeriod

        init(_ period: CapPeriod) { self.period = period }

        init(from decoder: any Decoder) throws {
            period = try decoder.word("month or day")
        }

        func encode(to encoder: any Encoder) throws { try period.rawValue.encode(to: encoder) }
    }

    init(_ cap: Cap) {
        meter = cap.meter
        period = Period(cap.period)
        limit = cap.limit
    }

    var cap: Cap { Cap(meter: meter, period: period.period, limit: limit) }
}

/// How a cap stands now.
struct StandingBody: Encodable, Sendable {
    let holder: String
    let meter: String
    let period: String
    let limit: Int64
    let used: Int128
    let held: Int128
    let remaining: Int128
    let resetsAt: Timestamp

    private enum CodingKeys: String, CodingKey {
        case holder, meter, period, limit, used, held, remaining
        case resetsAt = "resets_at"
    }

    init(_ standing: CapStanding) {
        holder = standing.holder.rawValue
        meter = standing.cap.meter
        period = standing.cap.period.rawValue
        limit = standing.cap.limit
        used = standing.used
        held = standing.held
        remaining = standing.remaining
        resetsAt = standing.resetsAt
    }
}

import LedgerCore

/// A cap as it is sent.
struct NewCapBody: StrictBody {
    let meter: String
    let period: PeriodBody
    let limit: Whole<Int64>

    enum CodingKeys: String, CodingKey {
        case meter, period, limit
    }

    struct PeriodBody: Decodable {
        let period: CapPeriod

        init(from decoder: any Decoder) throws { period = try decoder.word("month or day") }
    }

    var cap: Cap { Cap(meter: meter, period: period.period, limit: limit.value) }
}

/// A cap in answers.
struct CapBody: Encodable, Sendable {
    let meter: String
    let period: String
    let limit: Int64

    init(_ cap: Cap) {
        meter = cap.meter
        period = cap.period.rawValue
        limit = cap.limit
    }
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

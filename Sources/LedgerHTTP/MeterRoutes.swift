import HTTPTypes
import LedgerCore
import LedgerService

/// What a tenant used in a month.
enum MeterRoutes {
    static let all = [Route(.get, "/v1/meters", .billingRead, read)]

    @Sendable private static func read(_ call: Call) async throws(APIError) -> Answer {
        let query = try call.query("tenant", "period", "group_by")
        let view = call.ledger.view
        let id = try query.required("tenant")
        let tenant = try refusing { () throws(Rejection) in
            try view.tenant(id, for: call.caller)
        }
        let month = try month(query["period"], of: tenant, call, view)
        let readings: [MeterReading]
        switch query["group_by"] {
        case nil: readings = view.meters(of: tenant, in: month, grouping: .none)
        case "key": readings = view.meters(of: tenant, in: month, grouping: .key)
        default: throw .invalid("group_by", "must be key")
        }
        return try .json(
            MetersBody(
                tenant: id, period: month.description, sequence: view.position,
                rows: readings.map {
                    .init($0, isByKey: query["group_by"] != nil)
                }), view)
    }

    /// The month that is named, else the one that the tenant is in.
    private static func month(
        _ text: String?, of tenant: TenantState, _ call: Call, _ view: LedgerView
    ) throws(APIError) -> Month {
        if let text {
            guard let month = Month(text) else {
                throw .invalid("period", "must be a month such as 2026-11")
            }
            return month
        }
        let now = call.ledger.clock.now
        guard
            let month = tenant.period(containing: now)?.month
                ?? view.calendar.month(containing: now, timeZone: tenant.timeZone)
        else { throw .invalid("period", "is missing") }
        return month
    }
}

private struct MetersBody: Encodable {
    let tenant: String
    let period: String
    /// Months are not closed yet: every reading may still grow.
    let state = "provisional"
    let sequence: UInt64
    let rows: [Row]

    struct Row: Encodable {
        let isByKey: Bool
        let key: String?
        let meter: String
        let quantity: Int128

        private enum CodingKeys: String, CodingKey { case key, meter, quantity }

        init(_ reading: MeterReading, isByKey: Bool) {
            self.isByKey = isByKey
            key = reading.key
            meter = reading.meter
            quantity = reading.quantity
        }

        /// With `group_by=key` every row has a key; null is what came without one.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            if isByKey { try container.encode(key, forKey: .key) }
            try container.encode(meter, forKey: .meter)
            try container.encode(quantity, forKey: .quantity)
        }
    }
}

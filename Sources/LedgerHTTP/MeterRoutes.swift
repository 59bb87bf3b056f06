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
        let dimensions = try dimensions(query["group_by"])
        let format = try RowFormat(for: call.request)
        let found = try await reading { () throws(LedgerError) in
            try view.meters(of: tenant, in: month, by: dimensions)
        }
        guard let found else {
            throw .invalid(
                "group_by", "gives more than \(Limits.meterRows) rows; group by fewer things")
        }
        let names = dimensions.map(\.rawValue)
        guard format == .json else {
            let columns = ["period", "state"] + names + ["meter", "quantity"]
            let rows = found.map { MeterRowBody($0, names, month) }
            return try .rows(rows, as: format, columns: columns, "meters", view)
        }
        return try .json(
            MetersBody(
                tenant: id, period: month.description, sequence: view.position,
                rows: found.map { MeterRowBody($0, names) }), view)
    }

    /// `key,operation,day`
    private static func dimensions(_ text: String?) throws(APIError) -> [MeterDimension] {
        var dimensions: [MeterDimension] = []
        for word in (text ?? "").split(separator: ",", omittingEmptySubsequences: text == nil) {
            guard let dimension = MeterDimension(rawValue: String(word)),
                !dimensions.contains(dimension)
            else {
                let words = MeterDimension.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid(
                    "group_by", "must be some of \(words), with commas between, each once")
            }
            dimensions.append(dimension)
        }
        return dimensions
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
    let state = MeterRowBody.state
    let sequence: UInt64
    let rows: [MeterRowBody]
}

/// What a meter came to. Every row has a member for each thing that is grouped by; null is what came
/// without one.
private struct MeterRowBody: Encodable {
    /// Months are not closed yet: every reading may still grow.
    static let state = "provisional"

    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let row: MeterRow
    private let names: [String]
    private let month: Month?

    /// - Parameters:
    ///   - names: what the values of the row are values of.
    ///   - month: where the row stands alone, without a document that says of what month it is.
    init(_ row: MeterRow, _ names: [String], _ month: Month? = nil) {
        self.row = row
        self.names = names
        self.month = month
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        for (name, value) in zip(names, row.values) {
            try container.encode(value, forKey: Member(stringValue: name))
        }
        try container.encode(row.meter, forKey: Member(stringValue: "meter"))
        try container.encode(row.quantity, forKey: Member(stringValue: "quantity"))
        if let month {
            try container.encode(month.description, forKey: Member(stringValue: "period"))
            try container.encode(Self.state, forKey: Member(stringValue: "state"))
        }
    }
}

import HTTPTypes
import LedgerCore
import LedgerService

/// Questions of those who investigate.
enum AuditRoutes {
    /// How many of each list are answered.
    private static let listed = Limits.pageItems

    static let all = [Route(.get, "/v1/audit/who/{key}", .auditRead, who)]

    @Sendable private static func who(_ call: Call) async throws(APIError) -> Answer {
        let query = try call.query("last", "from", "to")
        let view = call.ledger.view
        let record = try KeyRoutes.record(call.path("key"), call, view)
        let times = try times(query, now: call.ledger.clock.now)
        let key = record.key.id
        let report = try await reading { () throws(LedgerError) in
            try view.who(key: key, at: times ?? Timestamp.anyTime)
        }
        return try .json(WhoBody(record, report, view, listed: listed), view)
    }

    /// `last=7d`, or `from` and `to`; nil for all there is.
    private static func times(
        _ query: Query, now: Timestamp
    ) throws(APIError) -> Range<Timestamp>? {
        guard let last = query["last"] else { return try query.times() }
        guard query["from"] == nil, query["to"] == nil else {
            throw .invalid("last", "does not go with from and to")
        }
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400]
        guard let unit = last.last.flatMap({ units[$0] }), let count = Int64(last.dropLast()),
            (1...100_000).contains(count)
        else { throw .invalid("last", "must be a span such as 90m, 24h, 7d or 4w") }
        let start = now.advanced(by: -count * unit * Timestamp.microsecondsPerSecond)
        return start..<Timestamp.anyTime.upperBound
    }
}

extension Timestamp {
    /// All time that can be written.
    fileprivate static var anyTime: Range<Timestamp> {
        Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
    }
}

private struct WhoBody: Encodable {
    let key: String
    let tenant: String
    @Nullable var name: String?
    @Nullable var owner: String?
    let allowed: Int128
    let denied: Int128
    @Nullable var firstSeen: Timestamp?
    @Nullable var lastSeen: Timestamp?
    let ips: [SightingBody]
    let userAgents: [SightingBody]
    let clients: [SightingBody]
    let operations: [SightingBody]
    let denials: [SightingBody]
    let errors: [SightingBody]
    /// Whether a list was cut: it then shows what was seen most.
    let truncated: Bool
    let sequence: UInt64

    private enum CodingKeys: String, CodingKey {
        case key, tenant, name, owner, allowed, denied, ips, clients, operations, denials, errors
        case truncated, sequence
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
        case userAgents = "user_agents"
    }

    init(
        _ record: KeyRecord, _ report: WhoReport, _ view: LedgerView,
        listed: Int
    ) {
        key = record.key.id
        tenant = record.tenant
        name = view.open(record.key.name)?.name
        owner = record.key.owner
        allowed = report.allowed
        denied = report.denied
        firstSeen = report.firstSeen
        lastSeen = report.lastSeen
        ips = report.ips.prefix(listed).map(SightingBody.init)
        userAgents = report.userAgents.prefix(listed).map(SightingBody.init)
        clients = report.clients.prefix(listed).map(SightingBody.init)
        operations = report.operations.prefix(listed).map(SightingBody.init)
        denials = report.denialCodes.prefix(listed).map(SightingBody.init)
        errors = report.errorCodes.prefix(listed).map(SightingBody.init)
        truncated = [
            report.ips, report.userAgents, report.clients, report.operations, report.denialCodes,
            report.errorCodes,
        ].contains { $0.count > listed }
        sequence = view.position
    }
}

private struct SightingBody: Encodable {
    let value: String
    let allowed: Int128
    let denied: Int128
    let firstSeen: Timestamp
    let lastSeen: Timestamp

    private enum CodingKeys: String, CodingKey {
        case value, allowed, denied
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
    }

    init(_ sighting: WhoReport.Sighting) {
        value = sighting.value
        allowed = sighting.allowed
        denied = sighting.denied
        firstSeen = sighting.firstSeen
        lastSeen = sighting.lastSeen
    }
}

import HTTPTypes
import LedgerCore
import LedgerService

/// How the ledger stands.
enum StatusRoutes {
    static let all = [Route(.get, "/v1/status", .ledgerRead, status)]

    /// `root_at=N` adds the root of the tree over the first N entries.
    @Sendable private static func status(_ call: Call) async throws(APIError) -> Answer {
        let size = try call.query("root_at").count("root_at")
        guard call.caller.tenants == .all else { throw .allTenantsNeeded }
        let ledger = call.ledger
        let status = try await reading { () throws(LedgerError) in try ledger.status() }
        var body = StatusBody(status)
        if let size {
            let root = try await reading { () throws(LedgerError) in try ledger.root(of: size) }
            guard let root else {
                throw .invalid("root_at", "must be at most the position, \(status.position)")
            }
            body.root = root.hex
        }
        return try .json(body, ledger.view)
    }
}

extension Query {
    /// A number of things; nil where it is absent.
    fileprivate func count(_ name: String) throws(APIError) -> UInt64? {
        guard let text = self[name] else { return nil }
        guard let count = UInt64(text) else { throw .invalid(name, "must be an integer") }
        return count
    }
}

/// A status as it is answered.
private struct StatusBody: Encodable {
    struct Sizes: Encodable {
        let log, segments, projections, secrets, total: UInt64
    }

    let status: LedgerStatus
    var root: String?

    init(_ status: LedgerStatus) { self.status = status }

    private enum CodingKeys: String, CodingKey {
        case version, ledger, position, bytes, unsealed, unindexed, problems, root
        case lastRecordedAt = "last_recorded_at"
        case bytesPerEntry = "bytes_per_entry"
        case entriesLastDay = "entries_last_day"
        case bytesPerDay = "bytes_per_day"
        case freeBytes = "free_bytes"
        case daysUntilFull = "days_until_full"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(status.version, forKey: .version)
        try container.encode(status.ledger, forKey: .ledger)
        try container.encode(status.position, forKey: .position)
        try container.encode(status.lastRecordedAt, forKey: .lastRecordedAt)
        let sizes = status.sizes
        try container.encode(
            Sizes(
                log: sizes.log, segments: sizes.segments, projections: sizes.projections,
                secrets: sizes.secrets, total: sizes.total),
            forKey: .bytes)
        try container.encode(status.growth.bytesPerEntry, forKey: .bytesPerEntry)
        try container.encode(status.growth.entriesPerDay, forKey: .entriesLastDay)
        try container.encode(status.growth.bytesPerDay, forKey: .bytesPerDay)
        try container.encode(status.freeBytes, forKey: .freeBytes)
        try container.encode(
            Nullable(wrappedValue: status.growth.daysUntilFull), forKey: .daysUntilFull)
        try container.encode(status.unsealed, forKey: .unsealed)
        try container.encode(status.unindexed, forKey: .unindexed)
        try container.encode(status.problems.map(\.rawValue), forKey: .problems)
        try container.encodeIfPresent(root, forKey: .root)
    }
}

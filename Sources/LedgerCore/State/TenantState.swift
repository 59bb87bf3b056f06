/// The tenant of credentials, of denials without a known key, and of the ledger's own affairs.
package let reservedTenant = "ledger"

/// A month of a tenant, as its `period.opened` entry fixed it.
package struct PeriodBounds: Sendable, Equatable {
    package var month: Month
    package var startsAt: Timestamp
    package var endsAt: Timestamp
    package var days: [Timestamp]

    package init(month: Month, startsAt: Timestamp, endsAt: Timestamp, days: [Timestamp]) {
        self.month = month
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.days = days
    }

    package func contains(_ time: Timestamp) -> Bool { time >= startsAt && time < endsAt }

    /// The start of the day that `time`, which must lie in this month, belongs to.
    package func day(of time: Timestamp) -> Timestamp { days.last { $0 <= time } ?? startsAt }

    /// The first instant after the day that starts at `day`.
    package func end(ofDay day: Timestamp) -> Timestamp { days.first { $0 > day } ?? endsAt }
}

package struct TenantState: Sendable {
    package var id: String
    package var caps: [Cap]
    /// The entry that set the caps.
    package var capsEntry: UInt64
    package var lateDays: Int64
    package var profile: String
    package var tier: String?
    package var timeZone: String
    package var isClosed = false
    package var createdAt: Timestamp
    /// Opened months, in order of time.
    package var periods: [PeriodBounds] = []
    package var keys = PagedArray<Int>()
    /// In the order they were added, by index.
    package var principals = PagedArray<Int>()
    /// The meters it ever counted, by number.
    package var meters: [UInt32] = []
    /// The backfill of an import that is not committed yet.
    package var openImport: String?

    package func period(containing time: Timestamp) -> PeriodBounds? {
        periods.last { $0.contains(time) }
    }

    package func period(_ month: Month) -> PeriodBounds? { periods.first { $0.month == month } }
}

package struct PrincipalState: Sendable {
    package var id: String
    package var tenant: Int
    package var kind: PrincipalKind
    package var role: Role
    package var personal: SealedPersonal?
    package var isRemoved = false
    package var addedAt: Timestamp

    /// A principal is named within its tenant.
    static func quickHash(_ id: String, tenant: Int) -> UInt64 {
        QuickHash.hash(id, from: UInt64(tenant))
    }
}

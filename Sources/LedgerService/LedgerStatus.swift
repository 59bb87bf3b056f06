package import LedgerCore

/// How a ledger stands: what it takes, how fast it grows, what lags and what is wrong. Sizes in
/// bytes; all of it integers.
package struct LedgerStatus: Sendable, Hashable {
    /// Something that keeps the ledger from working as it should.
    package enum Problem: String, Sendable, CaseIterable {
        /// Less than the reserve is free: nothing more is appended.
        case diskLow = "disk_low"
        /// The machine's clock cannot be right: nothing more is appended.
        case clockSuspect = "clock_suspect"
    }

    /// What the parts of the data folder take.
    package struct Sizes: Sendable, Hashable {
        package var log: UInt64 = 0
        package var segments: UInt64 = 0
        package var projections: UInt64 = 0
        package var secrets: UInt64 = 0

        /// All of it.
        package var total: UInt64 { log + segments + projections + secrets }
    }

    /// How fast the ledger grows.
    package struct Growth: Sendable, Hashable {
        /// Entries recorded in the last 24 hours.
        package let entriesPerDay: UInt64
        /// What the folder takes per entry, rounded up.
        package let bytesPerEntry: UInt64
        /// What is free on the disk beyond the reserve.
        package let usableBytes: UInt64

        /// What so many entries take.
        package var bytesPerDay: UInt64 {
            let (bytes, overflow) = entriesPerDay.multipliedReportingOverflow(by: bytesPerEntry)
            return overflow ? .max : bytes
        }

        /// How many whole days what is free lasts; nil where nothing was recorded in the last one.
        package var daysUntilFull: UInt64? {
            bytesPerDay == 0 ? nil : usableBytes / bytesPerDay
        }

        package init(
            entries: UInt64, entriesPerDay: UInt64, bytes: UInt64, freeBytes: UInt64
        ) {
            self.entriesPerDay = entriesPerDay
            bytesPerEntry = entries == 0 ? 0 : bytes / entries + (bytes % entries == 0 ? 0 : 1)
            usableBytes = freeBytes - min(freeBytes, Limits.diskReserveBytes)
        }
    }

    /// Of the program.
    package let version: String
    /// The ledger's identity.
    package let ledger: String
    /// How many entries there are.
    package let position: UInt64
    /// When the last of them was recorded.
    package let lastRecordedAt: Timestamp
    package let sizes: Sizes
    /// What is free on the disk of the ledger.
    package let freeBytes: UInt64
    package let growth: Growth
    /// Entries that no sealed segment holds.
    package let unsealed: UInt64
    /// Entries whose ids no run on disk holds.
    package let unindexed: UInt64
    package let problems: [Problem]
}

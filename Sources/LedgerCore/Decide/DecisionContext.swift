/// The months of the world's calendars, from a zone database. Used only to open months; an opened
/// one is what its entry says.
package protocol MonthCalendar: Sendable {
    /// The month of `timeZone` that `time` lies in; nil where the zone is unknown.
    func month(containing time: Timestamp, timeZone: String) -> Month?
    /// The instants of a month in `timeZone`; nil where the zone is unknown.
    func bounds(of month: Month, timeZone: String) -> PeriodBounds?
    func isKnown(timeZone: String) -> Bool
}

/// Opens personal values that were sealed before, so that a change of some keeps the others.
package protocol PersonalOpening: Sendable {
    /// - Returns: nil once their holder is erased.
    func open(_ sealed: SealedPersonal) -> PersonalValues?
}

/// Reads entries that are decided already, whether or not they are on disk yet.
package protocol LogReading: Sendable {
    func entry(at sequence: UInt64) -> Entry?
    /// The sequences in `range` that may have recorded the id of a hash, oldest first. Asked for
    /// those only that the state no longer holds.
    func candidates(_ hash: UInt64, in range: Range<UInt64>) -> [UInt64]
}

/// What `decide` asks of the edges. Whatever it uses of the answers stands in the entries it gives.
package struct DecisionContext: Sendable {
    /// The ledger's clock; becomes `recorded_at`.
    package var now: Timestamp
    /// One reference, for a context is handed on with every decision.
    private let edges: Edges

    private final class Edges: Sendable {
        let sealing: any PersonalSealing & PersonalOpening
        let calendar: any MonthCalendar
        let log: any LogReading

        init(
            sealing: any PersonalSealing & PersonalOpening, calendar: any MonthCalendar,
            log: any LogReading
        ) {
            self.sealing = sealing
            self.calendar = calendar
            self.log = log
        }
    }

    package init(
        now: Timestamp, sealing: any PersonalSealing & PersonalOpening,
        calendar: any MonthCalendar, log: any LogReading
    ) {
        self.now = now
        edges = Edges(sealing: sealing, calendar: calendar, log: log)
    }

    package var sealing: any PersonalSealing & PersonalOpening { edges.sealing }
    package var calendar: any MonthCalendar { edges.calendar }
    package var log: any LogReading { edges.log }
}

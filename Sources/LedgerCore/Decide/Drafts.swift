/// The entries that one decision comes to, numbered from the position of the state it was made on.
struct Drafts {
    let context: DecisionContext
    private let sender: PreparedCaller
    private(set) var entries: [Entry] = []
    /// The sequence that the next entry gets.
    private(set) var next: UInt64

    /// - Parameters:
    ///   - position: that of the state which is decided on. The state itself is not kept: it must
    ///     have one owner when it changes.
    ///   - sender: who gives the command.
    init(position: UInt64, context: DecisionContext, by sender: PreparedCaller) {
        next = position
        self.context = context
        self.sender = sender
    }

    /// Adds an entry. Personal values that are empty leave no commitment.
    mutating func add(
        _ body: EntryBody, tenant: String, key: String? = nil, time: Timestamp? = nil,
        id: CommandID? = nil, personal: PersonalValues = PersonalValues(), holder: String = "",
        defaulted: [String] = []
    ) {
        add(
            body, tenant: tenant, key: key, time: time, id: id,
            sealed: seal(personal, holder: holder), defaulted: defaulted)
    }

    /// - Returns: nil where there are no values.
    func seal(_ values: PersonalValues, holder: String) -> SealedPersonal? {
        values.isEmpty ? nil : context.sealing.seal(values.cleaned, holder: holder)
    }

    /// Adds an entry whose personal values are sealed already.
    mutating func add(
        _ body: EntryBody, tenant: String, key: String?, time: Timestamp?, id: CommandID?,
        sealed: SealedPersonal?, defaulted: [String]
    ) {
        entries.append(
            Entry(
                sequence: next, recordedAt: context.now, tenant: tenant, actor: sender.actor,
                key: key, time: time, source: id?.source, id: id?.id, personal: sealed,
                actorPersonal: sender.personal, defaulted: defaulted, body: body))
        next += 1
    }

    /// The month of the tenant that `time` lies in; opened by an entry of the ledger where it is
    /// not yet.
    /// - Parameter index: the tenant's; to take it out of the state would cost more than all else.
    mutating func period(
        ofTenant index: Int, in state: LedgerState, containing time: Timestamp
    ) -> PeriodBounds? {
        if let period = state.tenants[index].period(containing: time) { return period }
        let tenant = state.tenants[index]
        guard let period = newPeriod(of: tenant, containing: time, context.calendar) else {
            return nil
        }
        var payload = PeriodOpened()
        payload.month = period.month
        payload.startsAt = period.startsAt
        payload.endsAt = period.endsAt
        payload.days = period.days
        payload.timeZone = tenant.timeZone
        entries.append(
            Entry(
                sequence: next, recordedAt: context.now, tenant: tenant.id, actor: .ledger,
                body: .periodOpened(payload)))
        next += 1
        return period
    }
}

/// The month that `time` lies in, as it would be opened for the tenant now.
///
/// The bounds of months that are open already stay: a new month begins where an open one before it
/// ends, whatever zone that was opened for, so that after a change of zone no instant is in two
/// months or in none.
/// - Returns: nil where the tenant's zone is unknown to the calendar, or where the month or its ends
///   cannot be written.
package func newPeriod(
    of tenant: TenantState, containing time: Timestamp, _ calendar: any MonthCalendar
) -> PeriodBounds? {
    guard var month = calendar.month(containing: time, timeZone: tenant.timeZone),
        var period = tenant.period(month) ?? calendar.bounds(of: month, timeZone: tenant.timeZone)
    else { return nil }
    if !period.contains(time) {
        // The month was opened for another zone; or clocks went back over its end, and its last
        // hour came twice.
        month = time < period.startsAt ? month.previous : month.next
        guard let neighbour = calendar.bounds(of: month, timeZone: tenant.timeZone) else {
            return nil
        }
        period = neighbour
    }
    if let before = tenant.period(month.previous) { period.startsAt = before.endsAt }
    if let after = tenant.period(month.next) { period.endsAt = after.startsAt }
    let inner = period.days.filter { $0 > period.startsAt && $0 < period.endsAt }
    period.days = [period.startsAt] + inner
    guard Month.writable.contains(month),
        [period.startsAt, period.endsAt].allSatisfy(Timestamp.representable.contains)
    else { return nil }
    return period.contains(time) ? period : nil
}

package import LedgerCore
package import LedgerService

/// A ledger on disk, in a folder of its own, under a clock that stands still.
package final class DiskLedger {
    package let folder: TemporaryFolder
    package let clock: TestClock
    /// The first admin token.
    package let adminToken: String
    private var opened: Ledger?

    /// - Parameter entriesPerSegment: 256 makes the ends of segments come early.
    package init(
        clock: TestClock = TestClock(), entriesPerSegment: UInt64 = Limits.entriesPerTestSegment
    ) throws {
        folder = try TemporaryFolder()
        self.clock = clock
        var founding = Ledger.Founding()
        founding.entriesPerSegment = entriesPerSegment
        let founded = try Ledger.create(at: folder.data, founding: founding, clock: clock)
        adminToken = founded.adminToken
        opened = founded.ledger
    }

    package var ledger: Ledger {
        guard let opened else { preconditionFailure("the ledger is closed") }
        return opened
    }

    package var view: LedgerView { ledger.view }

    /// Who opened the folder.
    package var caller: Caller { .folder(.cli) }

    /// Closes the ledger and lets go of it. Another can open the folder, if no view is held.
    package func close() async {
        await opened?.close()
        opened = nil
    }

    /// Closes the ledger if it is not, and opens it anew.
    package func reopen(calendar: any MonthCalendar = ZoneCalendar()) async throws {
        await close()
        opened = try Ledger.open(at: folder.data, clock: clock, calendar: calendar)
    }
}

extension DiskLedger {
    @discardableResult
    package func execute(
        _ action: Action, id: CommandID? = nil
    ) async throws(Rejection) -> Range<UInt64> {
        try await ledger.execute(Command(caller: caller, action: action, id: id)).entries
    }

    @discardableResult
    package func authorize(_ request: AuthorizeRequest) async throws(Rejection) -> Decision {
        try await ledger.authorize(request, caller: caller)
    }

    package func record(_ lines: [UsageLine]) async throws(Rejection) -> [UsageAnswer] {
        try await ledger.record(lines, caller: caller).answers
    }

    package func addTenant(_ id: String, caps: [Cap] = []) async throws(Rejection) {
        var tenant = NewTenant(id: id)
        tenant.caps = caps
        try await execute(.createTenant(tenant))
    }

    /// - Returns: the key's token.
    @discardableResult
    package func addKey(
        _ id: String, of tenant: String, scopes: [String] = [], caps: [Cap] = []
    ) async throws -> String {
        let minted = try TokenMint.mint()
        var key = NewKey(id: id, tenant: tenant, name: "the key \(id)", secret: minted.secret)
        key.scopes = scopes
        key.caps = caps
        try await execute(.createKey(key))
        return minted.token
    }

    /// Runs `body` in so many tasks at once, numbered from 0.
    /// - Returns: what they gave, as they ended. Nothing holds the ledger any more.
    package func concurrently<Value: Sendable>(
        _ tasks: Int,
        _ body: @escaping @Sendable (Ledger, Caller, Int) async throws -> Value
    ) async throws -> [Value] {
        let ledger = ledger
        let caller = caller
        return try await withThrowingTaskGroup(of: Value.self) { group in
            for task in 0..<tasks {
                group.addTask { try await body(ledger, caller, task) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Every entry, in order.
    package func entries() throws(LedgerError) -> [Entry] {
        var entries: [Entry] = []
        try view.forEachEntry { entry in
            entries.append(entry)
            return true
        }
        return entries
    }

    /// The content of the newest view, without ids.
    package func dump() throws(LedgerError) -> String {
        var state = view.state
        state.forgetIDs(before: .max)
        return StateDump.text(of: state, entries: try entries())
    }
}

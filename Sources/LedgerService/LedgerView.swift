import EventLog
import Projections
package import LedgerCore

/// An immutable reading point: the state after the entries before its position, all of which are on
/// disk.
///
/// Holding one blocks nobody. It opens a transaction only for the time of a single read.
package final class LedgerView: Sendable {
    package let state: LedgerState
    package let calendar: any MonthCalendar
    let indexes: SegmentIndexes
    let store: LogStore
    private let oldIDs: DedupIndex
    private let vault: PersonalVault
    private let blinding: Blinding

    init(
        state: LedgerState, oldIDs: DedupIndex, indexes: SegmentIndexes, store: LogStore,
        vault: PersonalVault, blinding: Blinding, calendar: any MonthCalendar
    ) {
        self.state = state
        self.oldIDs = oldIDs
        self.indexes = indexes
        self.store = store
        self.vault = vault
        self.blinding = blinding
        self.calendar = calendar
    }

    /// The sequence that this view has reached: how many entries it shows.
    package var position: UInt64 { state.position }

    /// - Returns: nil at and beyond the position.
    /// - Throws: what `LogStore` says of a damaged or unreadable log.
    package func entry(at sequence: UInt64) throws(LedgerError) -> Entry? {
        guard sequence < position else { return nil }
        do throws(LogError) {
            return try store.entry(at: sequence)
        } catch {
            throw LedgerError(error)
        }
    }

    /// Gives the entries from `sequence` on to the position, in order, until `body` says no.
    package func forEachEntry(
        from sequence: UInt64 = 0, _ body: (Entry) -> Bool
    ) throws(LedgerError) {
        let position = position
        guard sequence < position else { return }
        do throws(LogError) {
            try store.forEachEntry(from: sequence) { entry in
                entry.sequence < position && body(entry)
            }
        } catch {
            throw LedgerError(error)
        }
    }

    /// The personal values that are sealed; nil once their holder is erased.
    package func open(_ sealed: SealedPersonal?) -> PersonalValues? {
        sealed.flatMap { vault.open($0) }
    }

    /// The canonical bytes of an entry.
    package func leaf(of entry: Entry) -> [UInt8] {
        entry.leaf(blind: blinding.blind(of: entry.sequence))
    }

    /// Does for a call what needs no newest state.
    func prepare(_ request: consuming AuthorizeRequest, caller: Caller) -> PreparedCall {
        state.prepare(request, caller: caller, sealing: vault) {
            priorUse(of: $0, old: oldIDs.soundCandidates($0))
        }
    }

    /// Does for usage lines what needs no newest state.
    func prepare(_ lines: [UsageLine], caller: Caller) -> [PreparedLine] {
        let sender = caller.prepared(by: vault)
        var prepared = lines.map { state.prepare($0, by: sender, sealing: vault) }
        let old = oldIDs.soundCandidates(of: prepared.compactMap(\.hash))
        var next = old.makeIterator()
        for index in prepared.indices {
            guard let hash = prepared[index].hash, let old = next.next() else { continue }
            prepared[index].prior = priorUse(of: hash, old: old)
        }
        return prepared
    }

    /// What this view knows of an id.
    /// - Parameter old: the candidates that the index of old ids names.
    private func priorUse(of hash: UInt64, old: [UInt64]) -> PriorUse {
        let found = old + state.dedup.candidates(hash, from: oldIDs.position)
        var entries: [Entry] = []
        for sequence in found {
            // Whatever is wrong with the log, the decider meets it again and ends the process.
            guard let entry = try? entry(at: sequence) else { return PriorUse() }
            entries.append(entry)
        }
        return PriorUse(position: max(oldIDs.position, state.dedup.grownEnd), entries: entries)
    }

    /// What a decision on this view may ask of the edges.
    func context(now: Timestamp) -> DecisionContext {
        DecisionContext(now: now, sealing: vault, calendar: calendar, log: ViewReading(view: self))
    }

    /// How `consume` would answer.
    func check(
        _ request: AuthorizeRequest, caller: Caller, now: Timestamp
    ) throws(Rejection) -> Decision {
        try decide(
            checking: request, caller: caller, state: state, at: max(now, state.recordedAt),
            calendar)
    }
}

extension PersonalVault: PersonalOpening {}

private struct ViewReading: LogReading {
    let view: LedgerView

    func entry(at sequence: UInt64) -> Entry? { try? view.entry(at: sequence) }

    func candidates(_ hash: UInt64, in range: Range<UInt64>) -> [UInt64] { [] }
}

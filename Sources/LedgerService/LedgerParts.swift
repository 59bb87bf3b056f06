import EventLog
import LedgerCore

/// What the threads of one ledger share.
struct LedgerParts: Sendable {
    let store: LogStore
    let secrets: SecretsFolder
    let calendar: any MonthCalendar
    let clock: any Clock

    var vault: PersonalVault { secrets.vault }

    func view(of state: LedgerState) -> LedgerView {
        LedgerView(
            state: state.withoutIDs, store: store, vault: secrets.vault, blinding: secrets.blinding,
            calendar: calendar)
    }

    /// The state that the durable entries come to.
    func replay() throws(LogError) -> LedgerState {
        var state = emptyState
        try store.forEachFrame { frame throws(LogError) in
            try frame.forEachEntry { state.apply($0) }
            return true
        }
        return state
    }

    /// The state of no entries. The dedup hashes are keyed with a secret of the ledger, which is
    /// not drawn anew at a start.
    var emptyState: LedgerState {
        let key = secrets.blinding.blind(of: .max)
        let words = [key[..<8], key[8...]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return LedgerState(dedupKey: (words[0], words[1]))
    }
}

import EventLog
import LedgerCore

/// What the threads of one ledger share.
struct LedgerParts: Sendable {
    let store: LogStore
    let secrets: SecretsFolder
    let calendar: any MonthCalendar
    let clock: any Clock
    let oldIDs: OldIDs
    /// The folder of everything derived.
    let projectionsPath: String

    var vault: PersonalVault { secrets.vault }

    /// - Parameter folder: the one that `store` is in.
    init(
        folder: DataFolder, store: LogStore, secrets: SecretsFolder, clock: any Clock
    ) throws(LogError) {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        calendar = ZoneCalendar()
        projectionsPath = folder.projectionsPath
        oldIDs = try OldIDs(
            in: projectionsPath, entriesPerSegment: store.identity.entriesPerSegment,
            Anchoring(store: store, blinding: secrets.blinding))
    }

    func view(of state: LedgerState) -> LedgerView {
        LedgerView(
            state: state.withoutNewestIDs, oldIDs: oldIDs.current, store: store,
            vault: secrets.vault, blinding: secrets.blinding, calendar: calendar)
    }

    /// The state of no entries.
    var emptyState: LedgerState {
        LedgerState(hashing: hashing, dedupSpan: store.identity.entriesPerSegment)
    }

    /// What binds projections to this log.
    var anchoring: Anchoring { Anchoring(store: store, blinding: secrets.blinding) }

    /// How ids are hashed: with a secret of the ledger, which is not drawn anew at a start.
    var hashing: IDHashing {
        let key = secrets.blinding.blind(of: .max)
        let words = [key[..<8], key[8...]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return IDHashing(key: (words[0], words[1]))
    }
}

import EventLog
import LedgerCore
import Projections

/// What the threads of one ledger share.
struct LedgerParts: Sendable {
    let store: LogStore
    let secrets: SecretsFolder
    let calendar: any MonthCalendar
    let clock: any Clock
    let oldIDs: OldIDs
    /// How ids are hashed.
    let hashing: IDHashing
    /// The data folder.
    let path: String
    let indexes: SegmentIndexes
    /// The folder of everything derived.
    let projectionsPath: String

    var vault: PersonalVault { secrets.vault }

    /// - Parameter folder: the one that `store` is in.
    init(
        folder: DataFolder, store: LogStore, secrets: SecretsFolder, clock: any Clock,
        calendar: any MonthCalendar = ZoneCalendar()
    ) throws(LogError) {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        self.calendar = calendar
        hashing = IDHashing(blinding: secrets.blinding)
        path = folder.path
        projectionsPath = folder.projectionsPath
        oldIDs = try OldIDs(
            in: projectionsPath, entriesPerSegment: store.identity.entriesPerSegment,
            Anchoring(store: store, blinding: secrets.blinding))
        indexes = try SegmentIndexes(
            of: store.segmentRecords, in: projectionsPath,
            hashing: AddressHashing(blinding: secrets.blinding))
    }

    func view(of state: LedgerState) -> LedgerView {
        LedgerView(
            state: state.withoutNewestIDs, oldIDs: oldIDs.current, indexes: indexes, store: store,
            vault: secrets.vault, blinding: secrets.blinding, calendar: calendar)
    }

    /// The state of no entries.
    var emptyState: LedgerState {
        LedgerState(hashing: hashing, dedupSpan: store.identity.entriesPerSegment)
    }

    /// What binds projections to this log.
    var anchoring: Anchoring { Anchoring(store: store, blinding: secrets.blinding) }
}

extension IDHashing {
    /// How ids are hashed: with a secret of the ledger, which is not drawn anew at a start.
    init(blinding: Blinding) { self.init(key: blinding.hashingKey(0)) }
}

extension AddressHashing {
    /// How addresses are hashed: with another secret of the ledger.
    init(blinding: Blinding) { self.init(key: blinding.hashingKey(1)) }
}

extension Blinding {
    /// A key for hashes on disk: the blind of a sequence that no entry has, counted from the last.
    fileprivate func hashingKey(_ number: UInt64) -> (UInt64, UInt64) {
        let bytes = blind(of: .max - number)
        let words = [bytes[..<8], bytes[8...]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return (words[0], words[1])
    }
}

import EventLog
import LedgerCore
import Synchronization

/// What the decider has decided and the disk may not hold yet, before the log behind it.
final class PendingEntries: EntryReading {
    private struct Pending {
        /// Entries from `first` on, without a gap.
        var first: UInt64
        var entries: [Entry] = []
    }

    private let store: LogStore
    private let pending: Mutex<Pending>

    init(store: LogStore) {
        self.store = store
        pending = Mutex(Pending(first: store.nextSequence))
    }

    func append(_ entries: [Entry]) {
        pending.withLock { $0.entries.append(contentsOf: entries) }
    }

    /// Forgets what is on disk by now.
    func forget(before sequence: UInt64) {
        pending.withLock { pending in
            guard sequence > pending.first else { return }
            pending.entries.removeFirst(
                min(pending.entries.count, Int(sequence - pending.first)))
            pending.first = sequence
        }
    }

    func entry(at sequence: UInt64) -> Entry? {
        let found: Entry? = pending.withLock { pending in
            guard sequence >= pending.first else { return nil }
            let index = Int(sequence - pending.first)
            return index < pending.entries.count ? pending.entries[index] : nil
        }
        if let found { return found }
        do throws(LogError) {
            return try store.entry(at: sequence)
        } catch {
            endProcess("an entry could not be read", error)
        }
    }
}

import EventLog
import LedgerCore
import Synchronization

/// What the decider has decided and the disk may not hold yet, before the log behind it.
final class PendingEntries: LogReading {
    private struct Pending {
        /// Entries without a gap, as they were decided together: to keep them counts one reference
        /// a decision and not those of every text.
        var decisions: [[Entry]] = []

        /// How many decisions begin before `sequence`.
        func count(before sequence: UInt64) -> Int {
            var low = 0
            var high = decisions.count
            while low < high {
                let middle = (low + high) / 2
                let first = decisions[middle].first?.sequence ?? 0
                if first < sequence { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private let store: LogStore
    private let oldIDs: OldIDs
    private let pending: Mutex<Pending>

    init(store: LogStore, oldIDs: OldIDs) {
        self.store = store
        self.oldIDs = oldIDs
        pending = Mutex(Pending())
    }

    func append(_ entries: [Entry]) {
        guard !entries.isEmpty else { return }
        pending.withLock { $0.decisions.append(entries) }
    }

    /// Forgets what is on disk by now.
    /// - Returns: what it was, for somebody with more time to let go of: thousands of texts.
    func forget(before sequence: UInt64) -> [[Entry]] {
        pending.withLock { pending in
            // A decision is in one commit.
            let count = pending.count(before: sequence)
            defer { pending.decisions.removeFirst(count) }
            return Array(pending.decisions[..<count])
        }
    }

    func entry(at sequence: UInt64) -> Entry? {
        let found: Entry? = pending.withLock { pending in
            let after = pending.count(before: sequence + 1)
            guard after > 0 else { return nil }
            return pending.decisions[after - 1].first { $0.sequence == sequence }
        }
        if let found { return found }
        do throws(LogError) {
            return try store.entry(at: sequence)
        } catch {
            endProcess("an entry could not be read", error)
        }
    }

    func candidates(_ hash: UInt64, in range: Range<UInt64>) -> [UInt64] {
        oldIDs.current.soundCandidates(hash).filter(range.contains)
    }
}

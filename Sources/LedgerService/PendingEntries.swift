import EventLog
import LedgerCore
import Synchronization

/// An entry as it was decided.
enum DecidedEntry: Sendable {
    case record(UsageRecord)
    // Apart, for a whole entry is some ten times as large.
    indirect case whole(Entry)

    var entry: Entry {
        switch self {
        case .record(let record): record.entry
        case .whole(let entry): entry
        }
    }
}

/// What the decider has decided and the disk may not hold yet, before the log behind it.
final class PendingEntries: LogReading {
    /// The entries of one commit, without a gap.
    private struct Commit {
        let first: UInt64
        var entries: [DecidedEntry]

        var end: UInt64 { first + UInt64(entries.count) }
    }

    private let store: LogStore
    private let oldIDs: OldIDs
    /// In order; the last is still decided.
    private let commits = Mutex<[Commit]>([])

    init(store: LogStore, oldIDs: OldIDs) {
        self.store = store
        self.oldIDs = oldIDs
    }

    /// Keeps the entry that follows those kept so far.
    func append(_ entry: DecidedEntry, sequence: UInt64) {
        commits.withLock { commits in
            if commits.isEmpty { commits.append(Commit(first: sequence, entries: [])) }
            commits[commits.count - 1].entries.append(entry)
        }
    }

    /// Says that the entry which comes next is the first of a commit, and forgets the commits that
    /// are on disk by now.
    /// - Parameter durable: the end of what is on disk.
    /// - Returns: what was forgotten, for somebody with more time to let go of.
    func beginCommit(at sequence: UInt64, durable: UInt64) -> [[DecidedEntry]] {
        commits.withLock { commits in
            let count = commits.count { $0.end <= durable }
            let forgotten = commits[..<count].map(\.entries)
            commits.removeFirst(count)
            commits.append(Commit(first: sequence, entries: []))
            return forgotten
        }
    }

    func entry(at sequence: UInt64) -> Entry? {
        let found: Entry? = commits.withLock { commits in
            guard let commit = commits.last(where: { $0.first <= sequence }), sequence < commit.end
            else { return nil }
            return commit.entries[Int(sequence - commit.first)].entry
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

package import LedgerCore
import Synchronization

/// Entries in memory.
package final class MemoryLog: EntryReading {
    private let kept = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { kept.withLock { $0 } }

    package func append(_ entry: Entry) { kept.withLock { $0.append(entry) } }

    package func entry(at sequence: UInt64) -> Entry? {
        kept.withLock { sequence < UInt64($0.count) ? $0[Int(sequence)] : nil }
    }
}

package import LedgerCore
import Synchronization

/// Entries in memory.
package final class MemoryLog: LogReading {
    private let kept = Mutex<[Entry]>([])

    private let hashing: IDHashing

    /// - Parameter hashing: how the ids are hashed.
    package init(hashing: IDHashing) { self.hashing = hashing }

    package var entries: [Entry] { kept.withLock { $0 } }

    package func append(_ entry: Entry) { kept.withLock { $0.append(entry) } }

    package func entry(at sequence: UInt64) -> Entry? {
        kept.withLock { sequence < UInt64($0.count) ? $0[Int(sequence)] : nil }
    }

    package func candidates(_ hash: UInt64, in range: Range<UInt64>) -> [UInt64] {
        entries.filter { range.contains($0.sequence) && hashing.hash(boundBy: $0) == hash }
            .map(\.sequence)
    }
}

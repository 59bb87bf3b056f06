/// What a sender has found out about an id before it comes to be decided, from a view. The decider
/// is one thread; what the log says of old ids is read beside it.
package struct PriorUse: Sendable {
    /// Every entry before it was looked at.
    package var position: UInt64 = 0
    /// Those of them that may have recorded the id, oldest first.
    package var entries: [Entry] = []

    /// Nothing was looked at.
    package init() {}

    package init(position: UInt64, entries: [Entry]) {
        self.position = position
        self.entries = entries
    }
}

extension LedgerState {
    /// The first entry recorded under `hash` that `isIt`: looked for in what the sender found, in
    /// the runs on disk, and in the newest ids.
    func firstEntry(
        under hash: UInt64, _ prior: PriorUse, _ log: any LogReading,
        where isIt: (Entry) -> Bool
    ) -> Entry? {
        for entry in prior.entries where isIt(entry) { return entry }
        if prior.position < dedup.start {
            for sequence in log.candidates(hash, in: prior.position..<dedup.start) {
                if let entry = log.entry(at: sequence), isIt(entry) { return entry }
            }
        }
        for sequence in dedup.candidates(hash, from: prior.position) {
            if let entry = log.entry(at: sequence), isIt(entry) { return entry }
        }
        return nil
    }

    /// The usage entry that holds an id; nil where the id is free. A record of a reverted backfill
    /// holds its id no longer.
    /// - Parameter hash: that of the id in the dedup.
    func usage(
        under id: CommandID, _ hash: UInt64, tenant: String, _ prior: PriorUse,
        _ log: any LogReading
    ) -> (entry: Entry, usage: UsageRecorded)? {
        let found = firstEntry(under: hash, prior, log) { entry in
            guard entry.tenant == tenant, id.names(entry),
                case .usageRecorded(let usage) = entry.body
            else { return false }
            return usage.backfill.flatMap { backfill($0) }?.status != .reverted
        }
        guard let found, case .usageRecorded(let usage) = found.body else { return nil }
        return (found, usage)
    }
}

package import LedgerCore
import Projections

/// Which entries are asked for. What is nil does not narrow.
package struct EntryFilter: Sendable {
    package var tenant: String?
    package var key: String?
    package var type: EntryType?
    /// When it happened, or was recorded where that is all that is known.
    package var times: Range<Timestamp>?

    package init() {}

    func matches(_ entry: Entry) -> Bool {
        (tenant == nil || entry.tenant == tenant) && (key == nil || entry.key == key)
            && (type == nil || entry.type == type)
            && (times?.contains(entry.time ?? entry.recordedAt) ?? true)
    }
}

extension LedgerView {
    /// Entries in the order of the log.
    ///
    /// It reads from there until the page is full. Of sealed segments it reads what their indexes
    /// name for key, tenant or time; a filter of another kind that little passes reads far.
    package func entries(
        _ request: PageRequest<UInt64>, _ filter: EntryFilter, for caller: Caller
    ) throws(LedgerError) -> Page<Entry, UInt64> {
        var page = Page<Entry, UInt64>()
        try forEachCandidate(from: request.start ?? 0, ofKey: filter.key) {
            index throws(ProjectionError) in
            try filter.candidates(in: index, state)
        } _: { entry in
            guard caller.tenants.contains(entry.tenant), filter.matches(entry) else { return true }
            return page.add(entry, at: entry.sequence, limit: request.limit)
        }
        return page
    }

    /// The lifecycle entries of a key, oldest first.
    package func history(
        of record: KeyRecord, _ request: PageRequest<UInt64>
    ) throws(LedgerError) -> Page<Entry, UInt64> {
        var page = Page<Entry, UInt64>()
        for sequence in record.key.history where sequence >= request.start ?? 0 {
            guard let entry = try entry(at: sequence) else { continue }
            guard page.add(entry, at: sequence, limit: request.limit) else { break }
        }
        return page
    }
}

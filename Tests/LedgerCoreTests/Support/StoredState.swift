import LedgerCore

/// A state as its stored pages.
struct StoredState: Equatable {
    private(set) var pages: [StatePage: [UInt8]] = [:]

    /// Every page of a state.
    init(of state: LedgerState) { update(to: state, since: nil) }

    /// Stores what changed, and says how many pages that were.
    @discardableResult
    mutating func update(to state: LedgerState, since older: LedgerState?) -> Int {
        let changed = state.pages(changedSince: older)
        for page in changed {
            var writer = ByteWriter()
            state.write(page, to: &writer)
            pages[page] = writer.bytes
        }
        return changed.count
    }

    mutating func remove(_ page: StatePage) { pages[page] = nil }
    mutating func set(_ page: StatePage, _ bytes: [UInt8]) { pages[page] = bytes }

    /// The state that the pages are.
    func read() throws(FormatError) -> LedgerState {
        var assembly = StateAssembly(hashing: IDHashing(key: (5, 6)), dedupSpan: 256)
        for (page, bytes) in pages.sorted(by: { $0.key < $1.key }) {
            try assembly.take(page, bytes[...])
        }
        return try assembly.finish()
    }
}

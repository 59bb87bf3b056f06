/// How one list within `Root` is written and read by pages.
struct StateList<Root>: Sendable {
    let section: StateSection
    /// Elements of every page but the last.
    let pageElements: Int
    let count: @Sendable (Root) -> Int
    /// The pages that changed since an older root, or all where there is none.
    let changedPages: @Sendable (Root, Root?) -> [Int]
    let write: @Sendable (Root, _ page: Int, inout ByteWriter) -> Void
    /// Appends so many elements.
    let read: @Sendable (inout Root, _ count: Int, inout ByteReader) throws(FormatError) -> Void

    init<Element: StoredElement>(
        _ section: StateSection, _ path: any WritableKeyPath<Root, PagedArray<Element>> & Sendable
    ) {
        self.section = section
        pageElements = PagedArray<Element>.pageElements
        count = { $0[keyPath: path].count }
        changedPages = { root, older in
            let older = older.map { $0[keyPath: path] } ?? PagedArray()
            return root[keyPath: path].changedPages(since: older)
        }
        write = { root, page, writer in
            for element in root[keyPath: path].page(page) { element.write(to: &writer) }
        }
        read = { root, count, reader throws(FormatError) in
            for _ in 0..<count { root[keyPath: path].append(try Element.read(from: &reader)) }
        }
    }
}

extension LedgerState {
    /// Every list but those of backfills; in the order of their sections.
    static let lists: [StateList<LedgerState>] = [
        StateList(.meters, \.meters.names),
        StateList(.tenants, \.tenants),
        StateList(.principals, \.principals),
        StateList(.keys, \.keys),
        StateList(.keyUses, \.keyUses),
        StateList(.secrets, \.secrets),
        StateList(.counterKeys, \.counters.keys),
        StateList(.counters, \.counters.values),
        StateList(.backfills, \.backfills),
    ]
}

extension PendingUsage {
    /// Every list of an open backfill; in the order of their sections.
    static let lists: [StateList<PendingUsage>] = [
        StateList(.pendingUses, \.uses),
        StateList(.pendingCounterKeys, \.counters.keys),
        StateList(.pendingCounters, \.counters.values),
    ]
}

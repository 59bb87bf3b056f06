package import LedgerCore

/// Which part of a list is asked for.
///
/// A place is the sequence of an entry or the id of an item: what is known to whoever sees the entry
/// or the item. So it tells nothing of what lies before it and belongs to others, and it stays where
/// it is while things are added.
package struct PageRequest<Place: Sendable>: Sendable {
    /// The most items wanted, at least 1.
    package var limit: Int
    /// The place to begin at, the `next` of the page before; nil for the beginning.
    package var start: Place?

    package init(limit: Int, start: Place? = nil) {
        self.limit = limit
        self.start = start
    }
}

/// A part of a list.
package struct Page<Item: Sendable, Place: Sendable>: Sendable {
    package var items: [Item] = []
    /// Where the next page begins; nil at the end.
    package var next: Place?

    /// Adds an item that lies at `place`.
    /// - Returns: whether another may be added; what does not fit is where the next page begins.
    mutating func add(_ item: Item, at place: Place, limit: Int) -> Bool {
        guard items.count < limit else {
            next = place
            return false
        }
        items.append(item)
        return true
    }

    /// The items at ascending indexes, from the first on; nil is passed over.
    /// - Parameter place: of an item.
    init(
        _ indexes: some Sequence<Int>, from first: Int, limit: Int, place: (Item) -> Place,
        item: (Int) -> Item?
    ) {
        for index in indexes where index >= first {
            guard let item = item(index) else { continue }
            guard add(item, at: place(item), limit: limit) else { return }
        }
    }

    init() {}
}

extension PageRequest<String> {
    /// The index of the item that the page begins with.
    /// - Parameter index: of the item with an id; nil where the list never shows such an item to
    ///   the caller.
    /// - Throws: `foreignCursor`, whether there is such an item elsewhere or not.
    fileprivate func first(_ index: (String) -> Int?) throws(Rejection) -> Int {
        guard let start else { return 0 }
        guard let first = index(start) else { throw .foreignCursor }
        return first
    }
}

extension Rejection {
    /// What is asked for begins at no place of that list.
    package static let foreignCursor = Rejection.invalid(
        field: "cursor", problem: "must be the next_cursor of an answer")
}

/// Which keys are asked for.
package struct KeyFilter: Sendable {
    package var tenant: String?
    package var owner: String?
    /// Without one, deleted keys are left out.
    package var standing: KeyStanding?

    package init() {}
}

extension LedgerView {
    /// The tenants that exist for the caller, in the order of their creation.
    /// - Throws: `foreignCursor`.
    package func tenants(
        _ request: PageRequest<String>, for caller: Caller
    ) throws(Rejection) -> Page<TenantState, String> {
        func isVisible(_ index: Int) -> Bool { caller.tenants.contains(state.tenants[index].id) }
        let first = try request.first { state.tenantIndex($0).flatMap { isVisible($0) ? $0 : nil } }
        return Page(state.tenants.indices, from: first, limit: request.limit, place: \.id) {
            isVisible($0) ? state.tenants[$0] : nil
        }
    }

    /// The principals of a tenant that were not removed, in the order they were added.
    /// - Throws: `tenantNotFound`, `foreignCursor`.
    package func principals(
        _ request: PageRequest<String>, of tenant: String, for caller: Caller
    ) throws(Rejection) -> Page<PrincipalState, String> {
        let principals = try self.tenant(tenant, for: caller).principals
        // One that was removed since is still a place.
        let first = try request.first { state.principalIndex($0, tenant: tenant) }
        let indexes = principals.indices.lazy.map { principals[$0] }
        return Page(indexes, from: first, limit: request.limit, place: \.id) {
            state.principals[$0].isRemoved ? nil : state.principals[$0]
        }
    }

    /// Keys in the order of their creation.
    /// - Parameter now: the time that decides what is expired.
    /// - Throws: `tenantNotFound`, `foreignCursor`.
    package func keys(
        _ request: PageRequest<String>, _ filter: KeyFilter, for caller: Caller, at now: Timestamp
    ) throws(Rejection) -> Page<KeyRecord, String> {
        let tenant = try filter.tenant.map { name throws(Rejection) in
            try self.tenant(name, for: caller)
        }
        func isVisible(_ record: KeyRecord) -> Bool {
            caller.tenants.contains(record.tenant)
                && (tenant == nil || record.tenant == tenant?.id)
        }
        func match(_ index: Int) -> KeyRecord? {
            let record = KeyRecord(at: index, in: state)
            let standing = record.standing(at: now)
            guard isVisible(record), filter.owner == nil || filter.owner == record.key.owner,
                filter.standing.map({ $0 == standing }) ?? (standing != .deleted)
            else { return nil }
            return record
        }
        // Whatever has become of the key since, it is still a place.
        let first = try request.first { id in
            state.keyIndex(id).flatMap { isVisible(KeyRecord(at: $0, in: state)) ? $0 : nil }
        }
        guard let keys = tenant?.keys else {
            return Page(
                state.keys.indices, from: first, limit: request.limit, place: \.key.id,
                item: match)
        }
        let indexes = keys.indices.lazy.map { keys[$0] }
        return Page(
            indexes, from: first, limit: request.limit, place: \.key.id, item: match)
    }
}

package import LedgerCore

/// Which part of a list is asked for.
package struct PageRequest: Sendable {
    /// The most items wanted, at least 1.
    package var limit: Int
    /// The place to begin at: 0, or the `next` of the page before.
    package var cursor: UInt64

    package init(limit: Int, cursor: UInt64 = 0) {
        self.limit = limit
        self.cursor = cursor
    }
}

/// A part of a list.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item] = []
    /// Where the next page begins; nil at the end.
    package var next: UInt64?

    /// Adds an item that lies at `place`.
    /// - Returns: whether another may be added; what does not fit is where the next page begins.
    mutating func add(_ item: Item, at place: UInt64, limit: Int) -> Bool {
        guard items.count < limit else {
            next = place
            return false
        }
        items.append(item)
        return true
    }

    /// The items at places in ascending order, from the cursor on; nil is passed over.
    init(_ request: PageRequest, of places: some Sequence<Int>, item: (Int) -> Item?) {
        for place in places where UInt64(place) >= request.cursor {
            guard let item = item(place) else { continue }
            guard add(item, at: UInt64(place), limit: request.limit) else { return }
        }
    }

    init() {}
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
    package func tenants(_ request: PageRequest, for caller: Caller) -> Page<TenantState> {
        Page(request, of: state.tenants.indices) {
            caller.tenants.contains(state.tenants[$0].id) ? state.tenants[$0] : nil
        }
    }

    /// The principals of a tenant that were not removed, in the order they were added.
    package func principals(
        _ request: PageRequest, of tenant: String, for caller: Caller
    ) throws(Rejection) -> Page<PrincipalState> {
        let tenant = try self.tenant(tenant, for: caller)
        return Page(request, of: tenant.principals.indices) {
            let principal = state.principals[tenant.principals[$0]]
            return principal.isRemoved ? nil : principal
        }
    }

    /// Keys in the order of their creation.
    /// - Parameter now: the time that decides what is expired.
    package func keys(
        _ request: PageRequest, _ filter: KeyFilter, for caller: Caller, at now: Timestamp
    ) throws(Rejection) -> Page<KeyRecord> {
        func match(_ index: Int) -> KeyRecord? {
            let record = KeyRecord(at: index, in: state)
            let standing = record.standing(at: now)
            guard caller.tenants.contains(record.tenant),
                filter.owner == nil || filter.owner == record.key.owner,
                filter.standing.map({ $0 == standing }) ?? (standing != .deleted)
            else { return nil }
            return record
        }
        guard let name = filter.tenant else {
            return Page(request, of: state.keys.indices, item: match)
        }
        let tenant = try self.tenant(name, for: caller)
        return Page(request, of: tenant.keys.indices.lazy.map { tenant.keys[$0] }, item: match)
    }
}

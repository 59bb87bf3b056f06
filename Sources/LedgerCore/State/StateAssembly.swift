/// Makes a state from its stored pages. Total: any bytes give a state that `apply` and all readers
/// can go on with, or an error.
package struct StateAssembly: Sendable {
    private var state: LedgerState
    /// How many elements each list is to have; nil before the head came.
    private var lengths: [StateListName: Int]?

    /// - Parameters: those of the state.
    package init(hashing: IDHashing, dedupSpan: UInt64) {
        state = LedgerState(hashing: hashing, dedupSpan: dedupSpan)
    }

    /// Takes the next page, in ascending order of pages. One of a list that the state no longer
    /// has, as of a backfill that was closed, is passed over.
    /// - Throws: `malformed`, `truncated`.
    package mutating func take(
        _ page: StatePage, _ bytes: ArraySlice<UInt8>
    ) throws(FormatError) {
        var reader = ByteReader(bytes)
        if page == .head {
            try takeHead(from: &reader)
        } else if let length = try length(of: page.list) {
            try takeElements(of: page, length: length, from: &reader)
        } else {
            return
        }
        guard reader.isAtEnd else { throw .malformed("end of a page") }
    }

    /// - Returns: nil for a list that the state does not have.
    private func length(of list: StateListName) throws(FormatError) -> Int? {
        guard let lengths else { throw .malformed("order of pages") }
        return lengths[list]
    }

    private mutating func takeHead(from reader: inout ByteReader) throws(FormatError) {
        guard lengths == nil else { throw .malformed("order of pages") }
        let head = try StateHead.read(from: &reader)
        state.position = head.position
        state.recordedAt = head.recordedAt
        state.identity = head.identity
        var lengths: [StateListName: Int] = [:]
        for length in head.lengths { lengths[length.list] = length.count }
        self.lengths = lengths
    }

    private mutating func takeElements(
        of page: StatePage, length: Int, from reader: inout ByteReader
    ) throws(FormatError) {
        let name = page.list
        if let list = LedgerState.lists.first(where: { $0.section == name.section }) {
            let count = try elements(
                of: page, of: length, size: list.pageElements, after: list.count(state))
            try list.read(&state, count, &reader)
        } else if let list = PendingUsage.lists.first(where: { $0.section == name.section }) {
            guard name.owner < state.backfills.count, state.backfills[name.owner].status == .open
            else { throw .malformed("backfill") }
            let before = list.count(state.backfills[name.owner].pending)
            let count = try elements(
                of: page, of: length, size: list.pageElements, after: before)
            try list.read(&state.backfills[name.owner].pending, count, &reader)
        } else {
            throw .malformed("section of the state")
        }
    }

    /// How many elements a page has.
    /// - Throws: unless it is the one that follows what is there.
    private func elements(
        of page: StatePage, of length: Int, size: Int, after count: Int
    ) throws(FormatError) -> Int {
        guard count == page.number * size, count < length else { throw .malformed("page") }
        return min(size, length - count)
    }

    /// The state, once every page came.
    /// - Throws: `malformed` where a page is missing, or names what is not there.
    package consuming func finish() throws(FormatError) -> LedgerState {
        guard let lengths else { throw .truncated }
        for (name, length) in lengths {
            guard count(of: name) == length else { throw .truncated }
        }
        try checkReferences()
        state.rederive()
        return state
    }

    private func count(of name: StateListName) -> Int? {
        if let list = LedgerState.lists.first(where: { $0.section == name.section }) {
            return name.owner == 0 ? list.count(state) : nil
        }
        guard let list = PendingUsage.lists.first(where: { $0.section == name.section }),
            name.owner < state.backfills.count, state.backfills[name.owner].status == .open
        else { return nil }
        return list.count(state.backfills[name.owner].pending)
    }
}

/// That each index is one of something that is there, and that lists that go together have one
/// length: whoever reads a state takes both for granted.
extension StateAssembly {
    private func checkReferences() throws(FormatError) {
        let state = state
        let tenants = state.tenants.indices
        guard state.keyUses.count == state.keys.count else { throw .malformed("use of a key") }
        for index in tenants {
            guard state.tenants[index].meters.allSatisfy(isMeter) else { throw .malformed("meter") }
        }
        for index in state.principals.indices {
            guard tenants.contains(state.principals[index].tenant) else {
                throw .malformed("tenant")
            }
        }
        for index in state.keys.indices {
            guard tenants.contains(state.keys[index].tenant) else { throw .malformed("tenant") }
        }
        for index in state.secrets.indices {
            guard state.keys.indices.contains(state.secrets[index].reference.key) else {
                throw .malformed("secret")
            }
        }
        try check(state.counters)
        for index in state.backfills.indices {
            let backfill = state.backfills[index]
            guard tenants.contains(backfill.tenant) else { throw .malformed("tenant") }
            for use in backfill.pending.uses.indices {
                guard state.keys.indices.contains(backfill.pending.uses[use].key) else {
                    throw .malformed("key")
                }
            }
            try check(backfill.pending.counters)
        }
    }

    private func check(_ counters: Counters) throws(FormatError) {
        guard counters.keys.count == counters.values.count else { throw .malformed("counter") }
        for index in counters.keys.indices {
            let key = counters.keys[index]
            guard isMeter(key.meter),
                key.subject.key.map(state.keys.indices.contains)
                    ?? key.subject.tenant.map(state.tenants.indices.contains) ?? false
            else { throw .malformed("counter") }
        }
    }

    private func isMeter(_ number: UInt32) -> Bool { Int(number) < state.meters.names.count }
}

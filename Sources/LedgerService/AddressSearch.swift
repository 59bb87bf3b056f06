package import LedgerCore
import Projections

extension LedgerView {
    /// Entries that came from an address or a block of addresses, in the order of the log.
    ///
    /// A call came from its own address; any other act from its actor's. What a holder's erasure
    /// took away is not found: every entry is opened before it is given.
    ///
    /// Of sealed segments it reads the entries of the keys that called from there; for a block
    /// larger than /24 of IPv4 or /48 of IPv6, all entries.
    package func entries(
        from block: AddressBlock, _ request: PageRequest<UInt64>, _ filter: EntryFilter,
        for caller: Caller
    ) throws(LedgerError) -> Page<Entry, UInt64> {
        var page = Page<Entry, UInt64>()
        let indexed = block.indexed
        let hashing = indexes.hashing
        var opened: [SealedPersonal: Bool] = [:]
        try forEachCandidate(from: request.start ?? 0, ofKey: filter.key) {
            index throws(ProjectionError) in
            guard let indexed, index.knowsAllAddresses else { return nil }
            return try index.sequences(
                ofPairs: try index.pairs(from: indexed, hashing: hashing),
                and: try index.otherSequences())
        } _: { entry in
            guard caller.tenants.contains(entry.tenant), filter.matches(entry),
                entry.origins.contains(where: { isFrom(block, $0, &opened) })
            else { return true }
            return page.add(entry, at: entry.sequence, limit: request.limit)
        }
        return page
    }

    private func isFrom(
        _ block: AddressBlock, _ sealed: SealedPersonal, _ opened: inout [SealedPersonal: Bool]
    ) -> Bool {
        if let known = opened[sealed] { return known }
        let address = open(sealed)?.ip.flatMap { IPAddress($0) }
        let isFrom = address.map { block.contains($0) } ?? false
        opened[sealed] = isFrom
        return isFrom
    }
}

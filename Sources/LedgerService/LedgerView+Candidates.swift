import EventLog
import LedgerCore
import Projections

extension LedgerView {
    /// Gives the entries that a reader may want, in order, from `sequence` on to the position: of
    /// segments with an index those that it names, of the rest all.
    /// - Parameters:
    ///   - key: the one whose entries are wanted, where only those are.
    ///   - lookup: the sequences that an index names, ascending; nil where it cannot tell.
    ///   - body: looks whether it is one that is wanted; returns whether to go on.
    func forEachCandidate(
        from sequence: UInt64 = 0, ofKey key: String?,
        _ lookup: (SegmentIndex) throws(ProjectionError) -> [UInt64]?,
        _ body: (Entry) -> Bool
    ) throws(LedgerError) {
        do throws(LogError) {
            var next = sequence
            while next < position {
                let end = endOfSegment(holding: next)
                if let index = indexes.index(holding: next),
                    let found = indexes.ask(index, lookup), let sequences = found
                {
                    let wanted = sequences.lazy.filter { next <= $0 && $0 < end }
                    guard try read(wanted, body) else { return }
                } else {
                    guard try scan(next..<end, ofKey: key, body) else { return }
                }
                next = end
            }
        } catch {
            throw LedgerError(error)
        }
    }

    /// Where the segment of an entry ends, or the view.
    func endOfSegment(holding sequence: UInt64) -> UInt64 {
        let size = store.identity.entriesPerSegment
        return min(position, (sequence / size + 1) * size)
    }

    /// Reads some entries of one sealed segment.
    /// - Returns: whether to go on.
    func read(
        _ sequences: some Sequence<UInt64>, _ body: (Entry) -> Bool
    ) throws(LogError) -> Bool {
        var segment: Segment?
        for sequence in sequences {
            if segment == nil { segment = try store.segment(holding: sequence) }
            guard let entry = try segment?.entry(at: sequence) else { continue }
            guard body(entry) else { return false }
        }
        return true
    }

    /// Reads entries that lie in one segment, or are not sealed.
    /// - Parameter key: the one whose entries are wanted, where only those are; others may be given
    ///   too.
    /// - Returns: whether to go on.
    func scan(
        _ sequences: Range<UInt64>, ofKey key: String?, _ body: (Entry) -> Bool
    ) throws(LogError) -> Bool {
        var goesOn = true
        var next = sequences.lowerBound
        while let key, goesOn, next < sequences.upperBound,
            let reader = try store.unsealedReader(holding: next)
        {
            try reader.forEachEntry(ofKey: key, from: next) { entry in
                guard entry.sequence < sequences.upperBound else { return false }
                goesOn = body(entry)
                return goesOn
            }
            next = reader.frame.nextSequence
        }
        guard goesOn, next < sequences.upperBound else { return goesOn }
        try store.forEachEntry(from: next) { entry in
            guard entry.sequence < sequences.upperBound else { return false }
            goesOn = body(entry)
            return goesOn
        }
        return goesOn
    }
}

extension EntryFilter {
    /// What an index names for this filter.
    /// - Returns: nil where only a look at every entry tells.
    func candidates(
        in index: SegmentIndex, _ state: LedgerState
    ) throws(ProjectionError) -> [UInt64]? {
        let others = try index.otherSequences()
        if let times, !index.mayHold(times) { return others }
        guard key != nil || tenant != nil else { return nil }
        let pairs = try pairs(in: index, state)
        return try index.sequences(ofPairs: pairs, and: others)
    }

    private func pairs(
        in index: SegmentIndex, _ state: LedgerState
    ) throws(ProjectionError) -> [Int] {
        if let key {
            guard let number = state.keyIndex(key) else { return [] }
            let pair = try index.pair(tenant: state.keys[number].tenant, key: number)
            return pair.map { [$0] } ?? []
        }
        guard let number = tenant.flatMap({ state.tenantIndex($0) }) else { return [] }
        return Array(try index.pairs(ofTenant: number))
    }
}

extension SegmentIndex {
    /// The rows of some pairs and others, ascending.
    func sequences(
        ofPairs pairs: [Int], and others: [UInt64]
    ) throws(ProjectionError) -> [UInt64] {
        var sequences = others
        for pair in pairs { sequences += try self.sequences(ofPair: pair) }
        if pairs.count > 1 || !others.isEmpty { sequences.sort() }
        return sequences
    }
}

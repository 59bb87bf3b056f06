import EventLog
import LedgerCore
import Projections

/// Whose calls are asked for, as the state numbers them.
enum UsageSubject {
    case key(Int)
    case tenant(Int)
}

/// What some calls of one key and one kind came to: those of a quarter hour, or a single entry.
struct UsageFact {
    /// The key's number; nil where there was none.
    let key: Int?
    /// Of a quarter hour its start.
    let time: Timestamp
    let kind: UsageKind
    /// By place in the kind's meters.
    let amounts: [Int128]
}

extension LedgerView {
    /// Gives all that the calls of a subject at `times` came to, those of backfills that may not
    /// count among them.
    /// - Parameters:
    ///   - cuts: instants that no fact may lie across.
    ///   - body: returns whether to go on.
    func forEachUsage(
        of subject: UsageSubject, at times: Range<Timestamp>, cuts: [Timestamp] = [],
        _ body: (UsageFact) -> Bool
    ) throws(LedgerError) {
        let wanted = WantedUsage(
            subject: subject, times: times, cuts: cuts + [times.lowerBound, times.upperBound],
            state: state)
        do throws(LogError) {
            var next: UInt64 = 0
            while next < position {
                let end = endOfSegment(holding: next)
                // An index tells of all its rows, also of those that this view does not show.
                if let index = indexes.index(holding: next), index.to <= position,
                    let found = indexes.ask(
                        index,
                        { (index) throws(ProjectionError) in try wanted.facts(in: index) })
                {
                    for fact in found.facts { guard body(fact) else { return } }
                    let goesOn = try read(found.entries) { entry in
                        guard let fact = wanted.fact(entry) else { return true }
                        let isCut = wanted.cutQuarters.contains(QuarterHour(containing: fact.time))
                        let isWanted = isCut || found.others.contains(entry.sequence)
                        return isWanted ? body(fact) : true
                    }
                    guard goesOn else { return }
                } else {
                    let goesOn = try scan(next..<end, ofKey: wanted.key) { entry in
                        wanted.fact(entry).map(body) ?? true
                    }
                    guard goesOn else { return }
                }
                next = end
            }
        } catch {
            throw LedgerError(error)
        }
    }
}

/// Which calls are asked for.
private struct WantedUsage {
    let subject: UsageSubject
    let times: Range<Timestamp>
    /// The quarter hours that an instant cuts in two.
    let cutQuarters: Set<QuarterHour>
    private let state: LedgerState
    private let id: String

    init(subject: UsageSubject, times: Range<Timestamp>, cuts: [Timestamp], state: LedgerState) {
        self.subject = subject
        self.times = times
        self.state = state
        var cutQuarters: Set<QuarterHour> = []
        for cut in cuts {
            let quarter = QuarterHour(containing: cut)
            if quarter.startsAt < cut { cutQuarters.insert(quarter) }
        }
        self.cutQuarters = cutQuarters
        switch subject {
        case .key(let number): id = state.keys[number].id
        case .tenant(let number): id = state.tenants[number].id
        }
    }

    /// The key, where it is the calls of one.
    var key: String? {
        switch subject {
        case .key: id
        case .tenant: nil
        }
    }

    /// What an index says of the calls.
    struct Found {
        var facts: [UsageFact] = []
        /// The entries that must be read, ascending: of quarter hours that are cut, and those that
        /// are in no cell.
        var entries: [UInt64] = []
        /// Those that are in no cell.
        var others: Set<UInt64> = []
    }

    func facts(in index: SegmentIndex) throws(ProjectionError) -> Found {
        var found = Found()
        let others = try index.otherSequences()
        found.others = Set(others)
        var cutPairs: [Int] = []
        if index.mayHold(times) {
            var kinds = UsageKinds()
            for pair in try pairs(in: index) {
                let key = try index.key(ofPair: pair)
                var isCut = false
                try index.forEachCell(ofPair: pair, knowing: &kinds) { cell in
                    guard cell.quarter.startsAt < times.upperBound,
                        QuarterHour(containing: times.lowerBound) <= cell.quarter
                    else { return }
                    if cutQuarters.contains(cell.quarter) {
                        isCut = true
                    } else {
                        found.facts.append(
                            UsageFact(
                                key: key, time: cell.quarter.startsAt, kind: cell.kind,
                                amounts: cell.amounts))
                    }
                }
                if isCut { cutPairs.append(pair) }
            }
        }
        found.entries = try index.sequences(ofPairs: cutPairs, and: others)
        return found
    }

    private func pairs(in index: SegmentIndex) throws(ProjectionError) -> [Int] {
        switch subject {
        case .key(let number):
            let pair = try index.pair(tenant: state.keys[number].tenant, key: number)
            return pair.map { [$0] } ?? []
        case .tenant(let number): return Array(try index.pairs(ofTenant: number))
        }
    }

    /// What an entry says of the calls; nil where it is none of them.
    func fact(_ entry: Entry) -> UsageFact? {
        let time = entry.time ?? entry.recordedAt
        switch subject {
        case .key: guard entry.key == id else { return nil }
        case .tenant: guard entry.tenant == id else { return nil }
        }
        guard times.contains(time), let kind = UsageKind(entry.body) else { return nil }
        return UsageFact(
            key: entry.key.flatMap { state.keyIndex($0) }, time: time, kind: kind,
            amounts: kind.amounts(of: entry.body).map { Int128($0) })
    }
}

extension UsageFact {
    /// The calls that passed, or that were refused, as the kind says.
    var calls: Int128 {
        switch kind.form {
        case .allowed:
            kind.meters.firstIndex(of: Meter.calls).map { amounts[$0] } ?? 0
        case .reportedDenial, .denial, .denials: amounts.reduce(0, +)
        }
    }
}

import EventLog
import LedgerCore
import Projections

/// What the follower of a ledger begins with.
struct StartingFollower: Sendable {
    var projection: StateProjection
    /// The state at the end of what is sealed.
    var sealed: LedgerState
    /// The states at the ends of the full segments that are not sealed yet.
    var segmentEnds: [LedgerState]
}

/// What a ledger begins with: the state that its entries come to, and what the follower goes on
/// from.
struct StartingState: Sendable {
    var state: LedgerState
    var follower: StartingFollower

    /// The state of a log that has just been founded, of which nothing is sealed.
    init(founded state: LedgerState, _ parts: LedgerParts) throws(LogError) {
        self.state = state
        follower = StartingFollower(
            projection: try parts.emptyStateProjection(), sealed: parts.emptyState, segmentEnds: [])
    }

    /// Loads the state flushed last and replays the entries after it; without one, all entries. The
    /// entries that the index of ids does not hold are read too, and those of sealed segments are
    /// put into it.
    /// - Parameter progress: called now and then with the sequences passed and those there are.
    init(
        of parts: LedgerParts, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LogError) {
        var replay = try Replay(parts)
        let end = parts.store.nextSequence
        try parts.store.forEachEntry(from: replay.start) { entry throws(LogError) in
            try replay.take(entry)
            if entry.sequence % UInt64(Limits.linesPerTurn) == 0 { progress(entry.sequence, end) }
            return true
        }
        guard let sealed = replay.segmentEnds.first else {
            throw LogError(
                code: .damaged,
                sentence: "The log ends before its last sealed segment does. Keep a copy of the "
                    + "folder, and restore the last good backup.",
                place: "log, segments")
        }
        state = replay.state
        follower = StartingFollower(
            projection: replay.projection, sealed: sealed,
            segmentEnds: Array(replay.segmentEnds.dropFirst()))
    }
}

/// The entries after the flushed state on their way into it.
private struct Replay {
    private let parts: LedgerParts
    private let size: UInt64
    private let sealedEnd: UInt64
    let projection: StateProjection
    private let flushed: UInt64
    private(set) var state: LedgerState
    /// The state at the end of what is sealed, and at the end of each full segment after that.
    private(set) var segmentEnds: [LedgerState] = []
    /// The ids of the segment that is being read, where the index does not hold it.
    private var pairs: [BoundID] = []

    /// The first entry that is needed.
    var start: UInt64 { min(flushed, parts.oldIDs.position) }

    init(_ parts: LedgerParts) throws(LogError) {
        self.parts = parts
        size = parts.store.identity.entriesPerSegment
        sealedEnd = parts.store.sealedEnd
        if let loaded = try Self.load(parts) {
            (state, projection) = loaded
        } else {
            state = parts.emptyState
            projection = try parts.emptyStateProjection()
        }
        flushed = state.position
        state.forgetIDs(before: parts.oldIDs.position)
        if flushed == sealedEnd { segmentEnds.append(state.withoutIDs) }
    }

    /// - Returns: nil where nothing was flushed, or what was is damaged, of another log, or beyond
    ///   what is sealed.
    private static func load(
        _ parts: LedgerParts
    ) throws(LogError) -> (LedgerState, StateProjection)? {
        let opened = try ifUsable { () throws(ProjectionError) in
            try StateProjection.open(
                in: parts.projectionsPath,
                entriesPerSegment: parts.store.identity.entriesPerSegment)
        }
        guard var projection = opened, projection.position <= parts.store.sealedEnd,
            try parts.anchoring.anchor(at: projection.position) == projection.anchor,
            let state = try ifUsable({ () throws(ProjectionError) in
                try projection.load(hashing: parts.hashing)
            })
        else { return nil }
        return (state, projection)
    }

    mutating func take(_ entry: Entry) throws(LogError) {
        if entry.sequence < flushed { state.bindID(of: entry) } else { state.apply(entry) }
        let end = entry.sequence + 1
        if end <= sealedEnd, entry.sequence >= parts.oldIDs.position,
            let pair = parts.hashing.boundID(of: entry)
        {
            pairs.append(pair)
        }
        if end % size == 0 { try endSegment(at: end) }
    }

    private mutating func endSegment(at end: UInt64) throws(LogError) {
        if end <= sealedEnd, parts.oldIDs.position < end {
            guard let anchor = try parts.anchoring.anchor(at: end) else { return }
            try convertingProjectionErrors { () throws(ProjectionError) in
                try parts.oldIDs.grow(by: pairs, anchor: anchor)
            }
            pairs.removeAll(keepingCapacity: true)
            // So that however many ids there are, few of them are in memory at once.
            state.forgetIDs(before: end)
        }
        if end >= max(sealedEnd, flushed + 1) { segmentEnds.append(state.withoutIDs) }
    }
}

extension LedgerParts {
    fileprivate func emptyStateProjection() throws(LogError) -> StateProjection {
        try convertingProjectionErrors { () throws(ProjectionError) in
            try StateProjection.create(
                in: projectionsPath, entriesPerSegment: store.identity.entriesPerSegment)
        }
    }
}

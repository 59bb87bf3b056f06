import Files
package import LedgerCore

/// The hot state on disk: a base run with every page, then runs with the pages that changed since.
///
/// Rules, and what happens otherwise:
/// - One owner at a time, who flushes states that came from the one flushed or loaded last, in the
///   order of their positions. This value keeps that one alive, and so knows which pages changed.
/// - Names that begin with `state` are its own: at `open` and `create`, runs that the manifest does
///   not name are removed.
/// - An error at `open` or `load` that `meansRebuild`, or an anchor that is not the log's, says
///   that the state is made again: `create`, then every entry from the log.
/// - Where a flush fails, the files are as they were before, and the next one holds all that has
///   changed.
package struct StateProjection: Sendable {
    /// More runs than this are never read: the next flush writes a new base.
    private static let runsMax = 64

    private struct Run {
        let row: RunManifest.Row
        let bytes: Int
    }

    /// The folder, as given.
    let folder: String
    private let entriesPerSegment: UInt64
    private var runs: [Run]
    /// What the log is to have before the position; see `Anchor`.
    package private(set) var anchor: Digest
    /// The state at the position; nil where nothing was flushed or loaded.
    private var flushed: LedgerState?

    /// The sequence that the state on disk has reached.
    package var position: UInt64 { runs.last?.row.to ?? 0 }

    private init(folder: String, entriesPerSegment: UInt64, runs: [Run], anchor: Digest) {
        self.folder = folder
        self.entriesPerSegment = entriesPerSegment
        self.runs = runs
        self.anchor = anchor
    }
}

extension StateProjection {
    /// Begins with nothing, in the place of what may be there.
    /// - Throws: `disk_full`, `file_failed`.
    package static func create(
        in folder: String, entriesPerSegment: UInt64
    ) throws(ProjectionError) -> StateProjection {
        try convertingFileErrors { () throws(FileError) in try Folder.create(folder) }
        let projection = StateProjection(
            folder: folder, entriesPerSegment: entriesPerSegment, runs: [], anchor: Anchor.none)
        try projection.manifest.write(in: folder)
        try projection.removeUnnamed()
        return projection
    }

    /// Opens what is there, and removes what a crash left behind. The state is not read yet.
    /// - Throws: `missing`, `damaged`, `newer_version`: make it again; `file_failed`.
    package static func open(
        in folder: String, entriesPerSegment: UInt64
    ) throws(ProjectionError) -> StateProjection {
        let manifest = try RunManifest.read(
            .state, in: folder, entriesPerSegment: entriesPerSegment)
        var runs: [Run] = []
        for row in manifest.rows {
            runs.append(Run(row: row, bytes: try StateRun(row, in: folder).fileBytes))
        }
        let projection = StateProjection(
            folder: folder, entriesPerSegment: entriesPerSegment, runs: runs,
            anchor: manifest.anchor)
        try projection.removeUnnamed()
        return projection
    }

    private var manifest: RunManifest {
        RunManifest(
            kind: .state, entriesPerSegment: entriesPerSegment, anchor: anchor,
            rows: runs.map(\.row))
    }

    private func removeUnnamed() throws(ProjectionError) {
        let named = runs.map { StateRunLayout.name(from: $0.row.from, to: $0.row.to) }
        try RunName.removeOthers(StateRunLayout.namePrefix, than: Set(named), in: folder)
    }
}

extension StateProjection {
    /// The newest bytes of each page, every block of every run checked.
    func newestPages() throws(ProjectionError) -> [StatePage: [UInt8]] {
        let (files, places) = try pagePlaces()
        return places.mapValues { files[$0.run].bytes($0.bytes) }
    }

    /// Where the newest bytes of a page lie.
    private struct Place {
        let run: Int
        let bytes: Range<Int>
    }

    private func pagePlaces() throws(ProjectionError) -> ([StateRun], [StatePage: Place]) {
        var files: [StateRun] = []
        var places: [StatePage: Place] = [:]
        for (index, run) in runs.enumerated() {
            let file = try StateRun(run.row, in: folder)
            try file.forEachPage { places[$0] = Place(run: index, bytes: $1) }
            files.append(file)
        }
        return (files, places)
    }

    /// Reads the state at the position, without ids. Every block of every run is checked.
    /// - Parameter hashing: how ids are hashed.
    /// - Throws: `missing`, `damaged`, `newer_version`: make it again; `file_failed`.
    package mutating func load(hashing: IDHashing) throws(ProjectionError) -> LedgerState {
        guard !runs.isEmpty else {
            return LedgerState(hashing: hashing, dedupSpan: entriesPerSegment)
        }
        let (files, places) = try pagePlaces()
        var assembly = StateAssembly(hashing: hashing, dedupSpan: entriesPerSegment)
        let state: LedgerState
        do throws(FormatError) {
            for (page, place) in places.sorted(by: { $0.key < $1.key }) {
                try assembly.take(page, files[place.run].bytes(place.bytes)[...])
            }
            state = try assembly.finish()
        } catch { throw ProjectionError(error, place: folder) }
        guard state.position == position else {
            throw .damaged("the state is at another position than its run", place: folder)
        }
        flushed = state
        return state
    }

    /// Writes what changed since the state flushed last, or all of it where the changes have
    /// outgrown that. It is durable when this returns. A state that is not newer is not written.
    /// - Parameters:
    ///   - state: all of whose entries are durable.
    ///   - anchor: that of its position.
    /// - Throws: `disk_full`, `file_failed`.
    package mutating func flush(
        _ state: LedgerState, anchor: Digest
    ) throws(ProjectionError) {
        guard state.position > position else { return }
        let isBase = flushed == nil || areDeltasTooMany
        let run = try write(
            state, since: isBase ? nil : flushed, from: isBase ? 0 : position)
        var next = self
        next.runs = isBase ? [run] : runs + [run]
        next.anchor = anchor
        next.flushed = state.withoutIDs
        do throws(ProjectionError) {
            try next.manifest.write(in: folder)
        } catch {
            remove([run])
            throw error
        }
        if isBase { remove(runs) }
        self = next
    }

    private var areDeltasTooMany: Bool {
        let deltas = runs.dropFirst().reduce(0) { $0 + $1.bytes }
        return runs.count >= Self.runsMax || deltas > runs.first?.bytes ?? 0
    }

    private func write(
        _ state: LedgerState, since older: LedgerState?, from: UInt64
    ) throws(ProjectionError) -> Run {
        var writer = try StateRunWriter(from: from, to: state.position, folder: folder)
        for page in state.pages(changedSince: older) { try writer.append(page, of: state) }
        let written = try writer.finish()
        let row = RunManifest.Row(from: from, to: state.position, digest: written.digest)
        return Run(row: row, bytes: written.bytes)
    }

    /// Removes files that no manifest names. What cannot be removed now is removed at the next
    /// `open`.
    private func remove(_ runs: [Run]) {
        for run in runs {
            let name = StateRunLayout.name(from: run.row.from, to: run.row.to)
            try? Folder.remove("\(folder)/\(name)")
        }
    }
}

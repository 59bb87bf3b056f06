import LMDB
package import LedgerCore
import Synchronization

/// The entries of one ledger: sealed segments in files of their own, and in LMDB the manifest that
/// names them, the frames of what is not sealed yet, and the ledger's identity.
///
/// Rules, and what happens otherwise:
/// - One thread at a time writes. Frames are appended so that each commit continues the log
///   exactly, and a sealed segment takes the place of its frames in one commit; anything else is
///   `not_contiguous` and writes nothing.
/// - When `appendFrames` returns, the frames are on disk. When it throws, the state of the disk is
///   unknown: the process ends at once and the next start verifies the tail.
/// - Reads are safe from any thread. They show only what a returned commit made durable, copy the
///   bytes out, and check and decode them outside the transaction, so that no read transaction
/// lives
///   longer than a copy of a few megabytes.
package final class LogStore: Sendable {
    /// The most the log may take: address space, not memory or disk. A process has 128 TiB of it,
    /// and tests open hundreds of ledgers at once.
    private static let mapBytes = 1 << 38
    private static let identityName = "identity"
    private static let framesName = "frames"
    private static let manifestName = "segments"
    private static let databases = 3

    /// Where the log ends.
    struct End: Sendable, Hashable {
        var nextSequence: UInt64
        var recordedAt: Timestamp?
    }

    /// What the ledger is.
    package let identity: LedgerIdentity
    let environment: Environment
    let frames: Database
    let manifest: Database
    /// The segments that the manifest names.
    let sealed: SealedSegments
    /// Held for as long as the store is open; nil for a copy, which is in no data folder.
    private let folder: DataFolder?
    private let end: Mutex<End>
    let recentFrames = FrameCache()

    /// The folder of sealed segments.
    package let segmentsPath: String

    /// The sequence that the next entry will have: one more than the last durable one.
    package var nextSequence: UInt64 { end.withLock { $0.nextSequence } }
    /// When the last durable entry was recorded; nil in an empty log.
    package var lastRecordedAt: Timestamp? { end.withLock { $0.recordedAt } }

    /// Makes the log of a new ledger, without entries. What a creation that was cut off left is
    /// replaced.
    /// - Parameter folder: one that `DataFolder.create` gave.
    /// - Throws: `ledger_exists`, `storage_failed`.
    package static func create(
        in folder: DataFolder, identity: LedgerIdentity
    ) throws(LogError) -> LogStore {
        guard folder.isNew else {
            throw LogError(
                code: .ledgerExists,
                sentence: "There is a log here already. Open it, or choose another folder.",
                place: folder.logPath)
        }
        do throws(LMDBError) {
            let environment = try Environment(
                path: folder.logPath, mapSize: mapBytes, maxDatabases: databases, access: .create)
            let identities = try environment.database(named: identityName)
            let frames = try environment.database(named: framesName)
            let manifest = try environment.database(named: manifestName)
            var transaction = try environment.beginWrite()
            try transaction.removeAll(in: frames)
            try transaction.removeAll(in: manifest)
            try identity.write(to: &transaction, in: identities)
            try transaction.commit()
            return LogStore(
                folder: folder, segmentsPath: folder.segmentsPath, environment: environment,
                frames: frames, manifest: manifest, identity: identity, records: [])
        } catch {
            throw LogError(error)
        }
    }

    /// Opens the log of a ledger, removes what a sealing that was cut off left behind, and verifies
    /// the tail (see `LogStore.verifyTail`).
    /// - Throws: `damaged`, `newer_version`, `incomplete_folder`, `storage_failed`.
    package static func open(in folder: DataFolder) throws(LogError) -> LogStore {
        let store = try open(folder, folder.logPath, folder.segmentsPath, access: .readWrite)
        try SegmentSealer.removeUnnamed(in: folder.segmentsPath, keeping: store.sealed.records)
        try store.requireSegmentFiles(in: folder.segmentsPath)
        let end = try store.verifyTail()
        store.end.withLock { $0 = end }
        return store
    }

    /// Opens a log for `LogVerifier` alone: nothing is written, and a damaged tail is no error.
    /// - Throws: `damaged` or `newer_version` where that is the identity, `incomplete_folder`,
    ///   `storage_failed`.
    package static func openUnverified(in folder: DataFolder) throws(LogError) -> LogStore {
        try open(folder, folder.logPath, folder.segmentsPath, access: .readOnly)
    }

    /// Opens what `copyLog` made, for reading.
    /// - Parameters:
    ///   - logPath: the folder of the copy.
    ///   - segmentsPath: where the segments are that the copy names, once `bringing` was called.
    ///   - bringing: is given the segments that the copy names, and puts their files there.
    /// - Throws: as `open`, and what `bringing` throws.
    package static func openCopy(
        at logPath: String, segmentsPath: String,
        bringing: ([SegmentRecord]) throws(LogError) -> Void
    ) throws(LogError) -> LogStore {
        let store = try open(nil, logPath, segmentsPath, access: .readOnly)
        try bringing(store.sealed.records)
        try store.requireSegmentFiles(in: segmentsPath)
        let end = try store.verifyTail()
        store.end.withLock { $0 = end }
        return store
    }

    private static func open(
        _ folder: DataFolder?, _ logPath: String, _ segmentsPath: String,
        access: Environment.Access
    ) throws(LogError) -> LogStore {
        let environment: Environment
        let identities: Database
        let frames: Database
        let manifest: Database
        do throws(LMDBError) {
            environment = try Environment(
                path: logPath, mapSize: mapBytes, maxDatabases: databases, access: access)
            identities = try environment.database(named: identityName)
            frames = try environment.database(named: framesName)
            manifest = try environment.database(named: manifestName)
        } catch {
            guard error.code == .notFound else { throw LogError(error) }
            throw LogError(
                code: .incompleteFolder,
                sentence: "The log is missing. Put it back, or restore the last good backup.",
                place: logPath)
        }
        let identity = try LedgerIdentity(from: environment, in: identities)
        return LogStore(
            folder: folder, segmentsPath: segmentsPath, environment: environment, frames: frames,
            manifest: manifest, identity: identity,
            records: try records(in: manifest, of: environment, identity: identity))
    }

    private init(
        folder: DataFolder?, segmentsPath: String, environment: Environment, frames: Database,
        manifest: Database, identity: LedgerIdentity, records: [SegmentRecord]
    ) {
        self.folder = folder
        self.segmentsPath = segmentsPath
        self.environment = environment
        self.frames = frames
        self.manifest = manifest
        self.identity = identity
        sealed = SealedSegments(records, in: segmentsPath)
        end = Mutex(End(nextSequence: 0))
    }
}

extension LogStore {
    /// Makes frames durable in one commit: all of them or none. An error ends the process.
    /// - Throws: `not_contiguous`, before anything is written; `storage_failed`.
    @available(*, noasync)
    package func appendFrames(_ frames: [EncodedFrame]) throws(LogError) {
        let end = try endAfter(frames)
        do throws(LMDBError) {
            var transaction = try environment.beginWrite()
            KillPoint.beforePut.pass()
            for frame in frames {
                try transaction.put(
                    Self.key(frame.firstSequence).span, frame.bytes.span,
                    in: self.frames, mode: .append)
            }
            KillPoint.beforeCommit.pass()
            try transaction.commit()
        } catch {
            throw LogError(error)
        }
        KillPoint.afterCommit.pass()
        self.end.withLock { $0 = end }
    }

    private func endAfter(_ frames: [EncodedFrame]) throws(LogError) -> End {
        var end = end.withLock { $0 }
        for frame in frames {
            guard let reason = refusal(of: frame, after: end) else {
                end = End(nextSequence: frame.nextSequence, recordedAt: frame.recordedAt)
                continue
            }
            throw LogError(
                code: .notContiguous,
                sentence: "The frame was not written: \(reason). This is a fault of the program; "
                    + "report it.",
                place: frame.place)
        }
        return end
    }

    /// Why a frame cannot follow that end of the log; nil if it can.
    func refusal(of frame: EncodedFrame, after end: End) -> String? {
        if frame.firstSequence != end.nextSequence {
            return "the log goes on with entry \(end.nextSequence)"
        }
        if let last = end.recordedAt, frame.recordedAt < last {
            return "it was recorded before the frame before it"
        }
        if frame.bytes.count > Limits.frameBytes {
            return "it has \(frame.bytes.count) of at most \(Limits.frameBytes) bytes"
        }
        let segment = identity.entriesPerSegment
        if frame.firstSequence / segment != (frame.nextSequence - 1) / segment {
            return "it crosses a multiple of \(segment) entries"
        }
        return nil
    }
}

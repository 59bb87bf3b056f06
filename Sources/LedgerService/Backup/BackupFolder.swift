import EventLog
import Files
import LedgerCore

/// The folder of a backup in the making.
///
/// The order makes the backup consistent: first a copy of the log, with the frames and the manifest
/// of one commit; then the segments that this very copy names, which never change; then the keys, so
/// that none is missing that an entry needs; and `backup.json` last. A segment that is sealed
/// meanwhile stays in the copy as frames.
struct BackupFolder {
    private let path: String
    private let store: LogStore
    private let secrets: SecretsFolder

    private var logPath: String { "\(path)/log" }
    private var segmentsPath: String { "\(path)/segments" }

    /// Makes the folder.
    /// - Throws: `folder_not_empty` where something is in it, `file_failed`.
    init(making path: String, of store: LogStore, secrets: SecretsFolder) throws(LogError) {
        self.path = path
        self.store = store
        self.secrets = secrets
        try convertingFileErrors { () throws(FileError) in try Folder.create(path) }
        guard
            try convertingFileErrors({ () throws(FileError) in try Folder.names(in: path) }).isEmpty
        else {
            throw LogError(
                code: .folderNotEmpty,
                sentence: "Something is in the folder. Name a new one for the backup.", place: path)
        }
    }

    /// Fills the folder. Nothing is left in it where that fails.
    /// - Parameter now: when the backup is made.
    func fill(at now: Timestamp) throws(LogError) -> BackupManifest {
        do throws(LogError) {
            try convertingFileErrors { () throws(FileError) in try Folder.create(segmentsPath) }
            try store.copyLog(to: logPath)
            let content = try bringContent()
            try secrets.keys(of: store.identity.ledger, at: now)
                .write(to: "\(path)/\(KeysFile.name)")
            let manifest = BackupManifest(
                ledger: store.identity.ledger,
                entriesPerSegment: store.identity.entriesPerSegment, position: content.position,
                lastRecordedAt: content.lastRecordedAt, createdAt: now, root: content.root,
                files: try files(segments: content.segments))
            try manifest.write(in: path)
            return manifest
        } catch {
            for name in [logPath, segmentsPath, "\(path)/\(KeysFile.name)"] {
                try? Folder.removeTree(name)
            }
            throw error
        }
    }

    /// What the copy of the log has.
    private struct Content {
        var position: UInt64
        var lastRecordedAt: Timestamp
        var root: Digest
        var segments: [SegmentRecord]
    }

    private func bringContent() throws(LogError) -> Content {
        let copy = try LogStore.openCopy(at: logPath, segmentsPath: segmentsPath) {
            records throws(LogError) in
            for record in records { try bring(record) }
            try convertingFileErrors { () throws(FileError) in try Folder.sync(segmentsPath) }
        }
        let position = copy.nextSequence
        guard let root = try copy.root(of: position, blinding: secrets.blinding),
            let lastRecordedAt = copy.lastRecordedAt
        else {
            throw .damagedBackup("the copy of the log is empty", place: logPath)
        }
        return Content(
            position: position, lastRecordedAt: lastRecordedAt, root: root,
            segments: copy.segmentRecords)
    }

    /// On the same disk a second name of the same file, which costs nothing; else a copy.
    private func bring(_ record: SegmentRecord) throws(LogError) {
        let source = "\(store.segmentsPath)/\(record.fileName)"
        let target = "\(segmentsPath)/\(record.fileName)"
        try convertingFileErrors { () throws(FileError) in
            if try !Folder.link(source, as: target) { _ = try FileCopy(of: source, to: target) }
        }
    }

    /// The files with their sizes and digests. The copy of the log is closed by now.
    private func files(segments: [SegmentRecord]) throws(LogError) -> [BackupManifest.File] {
        try convertingFileErrors { () throws(FileError) in
            try Folder.remove("\(logPath)/lock.mdb")
            try Folder.sync(logPath)
            var files: [BackupManifest.File] = []
            let names = segments.map { BackupManifest.path(ofSegment: $0.fileName) }
            for name in [BackupManifest.logPath] + names {
                let read = try FileCopy(of: "\(path)/\(name)")
                files.append(
                    BackupManifest.File(path: name, bytes: read.bytes, sha256: read.digest.hex))
            }
            return files
        }
    }
}

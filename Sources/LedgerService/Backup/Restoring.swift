import EventLog
import Files
package import LedgerCore

/// What became of a restore.
package struct RestoreReport: Sendable, Hashable {
    /// What the backup said, all of which was found to be so.
    package let backup: BackupManifest
    /// When the keys were written.
    package let keysCreatedAt: Timestamp
    /// How many holders have a key.
    package let holders: Int
    /// Holders of personal values in the log, of whom the keys have neither a key nor the word that
    /// it was destroyed: the keys are older than the backup. Their values are lost, and are from
    /// now on shown as erased ones are.
    package let missingHolders: [String]
}

/// A backup on its way into a data folder.
///
/// Every file is held against `backup.json` while it is copied; then the ledger is opened in its new
/// place and walked through, and position, time and root of the tree are held against it too. Only
/// then does the creation of the folder count as whole.
struct Restoring {
    private let manifest: BackupManifest
    private let backup: String
    private let keys: KeysFile

    /// Reads the keys.
    /// - Throws: `another_ledger`, `damaged`, `newer_version`, `file_failed`.
    init(manifest: BackupManifest, backup: String, keysPath: String) throws(LogError) {
        self.manifest = manifest
        self.backup = backup
        keys = try KeysFile.read(from: keysPath)
        guard keys.ledger == manifest.ledger else {
            throw LogError(
                code: .anotherLedger,
                sentence: "The keys are those of ledger \(keys.ledger), and the backup is of "
                    + "\(manifest.ledger). Name the keys of that one.",
                place: keysPath)
        }
    }

    func lay(
        out data: String, _ progress: (UInt64, UInt64) -> Void
    ) throws(LogError) -> RestoreReport {
        let folder = try DataFolder.create(at: data)
        for file in manifest.files { try copy(file, into: data) }
        let secrets = try SecretsFolder.create(in: folder, from: keys)
        let missing = try verify(folder, secrets, progress)
        try folder.finishCreation()
        return RestoreReport(
            backup: manifest, keysCreatedAt: keys.createdAt, holders: keys.holderCount,
            missingHolders: missing)
    }

    private func copy(_ file: BackupManifest.File, into data: String) throws(LogError) {
        let source = "\(backup)/\(file.path)"
        let copied: FileCopy
        do throws(FileError) {
            copied = try FileCopy(of: source, to: "\(data)/\(file.path)")
        } catch {
            guard error.code == .notFound, !Folder.exists(source) else { throw LogError(error) }
            throw .damagedBackup("a file is missing", place: source)
        }
        guard copied.bytes == file.bytes else {
            throw .damagedBackup(
                "a file has \(copied.bytes) of \(file.bytes) bytes", place: source)
        }
        guard copied.digest.hex == file.sha256 else {
            throw .damagedBackup("a file does not have the digest of backup.json", place: source)
        }
    }

    /// - Returns: the holders whose keys are missing.
    private func verify(
        _ folder: DataFolder, _ secrets: SecretsFolder, _ progress: (UInt64, UInt64) -> Void
    ) throws(LogError) -> [String] {
        let store = try LogStore.open(in: folder)
        guard store.identity.ledger == manifest.ledger,
            store.identity.entriesPerSegment == manifest.entriesPerSegment,
            store.nextSequence == manifest.position,
            store.lastRecordedAt == manifest.lastRecordedAt
        else {
            throw .damagedBackup("its log is not the one of backup.json", place: backup)
        }
        let missing = try missingHolders(store, secrets)
        // Known as destroyed from here on: what nobody can open again is no damage.
        for holder in missing { try secrets.vault.erase(holder: holder) }
        let report = try LogVerifier.verify(store, secrets: secrets, progress: progress)
        if let problem = report.problems.first { throw problem }
        guard report.root == manifest.root else {
            throw .damagedBackup(
                "its entries have another root than backup.json says", place: backup)
        }
        return missing
    }

    private func missingHolders(
        _ store: LogStore, _ secrets: SecretsFolder
    ) throws(LogError) -> [String] {
        var missing: Set<String> = []
        try store.forEachEntry { entry in
            for personal in [entry.personal, entry.actorPersonal].compactMap(\.self)
            where !secrets.vault.knows(holder: personal.holder) {
                missing.insert(personal.holder)
            }
            return true
        }
        return missing.sorted()
    }
}

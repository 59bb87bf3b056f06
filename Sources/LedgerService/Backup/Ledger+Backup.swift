import EventLog
import Files
import LedgerCore

extension Ledger {
    /// Makes a backup of the ledger while it runs: whatever was acknowledged before the call is in
    /// it. (See `BackupFolder` for how.)
    /// - Parameter path: a folder that is missing or empty; the folder above it is there.
    /// - Throws: `folder_not_empty`; `disk_low` where the reserve is touched; `disk_full`,
    ///   `file_failed`, `damaged`. Then nothing is left in the folder.
    package func backUp(to path: String) throws(LedgerError) -> BackupManifest {
        do throws(LogError) {
            var disk = DiskReserve(path: parts.store.segmentsPath)
            disk.look()
            guard !disk.isTouched else {
                throw LogError(
                    code: .diskLow,
                    sentence: "The disk of the ledger is nearly full. Free space first.",
                    place: parts.store.segmentsPath)
            }
            let folder = try BackupFolder(
                making: path, of: parts.store, secrets: parts.secrets)
            return try folder.fill(at: clock.now)
        } catch {
            throw LedgerError(error)
        }
    }

    /// Makes a ledger of a backup, in a folder that is missing or empty, and verifies it.
    /// - Parameters:
    ///   - backup: the folder of the backup.
    ///   - data: the data folder to make.
    ///   - keys: a keys file to use instead of the backup's own.
    ///   - progress: called now and then with the entries verified and those there are.
    /// - Throws: `no_backup`, `ledger_exists`, `not_a_ledger`, `another_ledger` where the keys are
    ///   not those of the backup's ledger, `damaged`, `newer_version`, `disk_full`, `file_failed`.
    ///   Then there is no ledger in the folder, and it may be tried again.
    package static func restore(
        from backup: String, to data: String, keys: String? = nil,
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LedgerError) -> RestoreReport {
        do throws(LogError) {
            let manifest = try BackupManifest.read(in: backup)
            let source = try Restoring(
                manifest: manifest, backup: backup, keysPath: keys ?? "\(backup)/\(KeysFile.name)")
            return try source.lay(out: data, progress)
        } catch {
            throw LedgerError(error)
        }
    }

    /// What a backup says of itself; none of its files is looked at.
    /// - Throws: `no_backup`, `damaged`, `newer_version`, `file_failed`.
    package static func backup(at path: String) throws(LedgerError) -> BackupManifest {
        do throws(LogError) { return try BackupManifest.read(in: path) } catch {
            throw LedgerError(error)
        }
    }
}

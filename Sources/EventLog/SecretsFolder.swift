import Files
package import LedgerCore
import OpenSSL

/// The folder of keys in the data folder, opened.
///
/// | file | what | lost, it costs |
/// |---|---|---|
/// | `blinding-key` | 32 random bytes and their SHA-256 | the leaves, and so every proof |
/// | `holder-keys` | a row per holder (`HolderKeyRecord`) | every personal value; proofs stay |
package struct SecretsFolder: Sendable {
    private static let blindingKey = "blinding-key"
    private static let holderKeys = "holder-keys"
    private static let keyBytes = 32

    /// The blinds of leaves.
    package let blinding: Blinding
    /// The keys of holders.
    package let vault: PersonalVault
    /// Held for as long as the keys are in use.
    private let folder: DataFolder

    /// Draws the keys of a new ledger. What a creation that was cut off left is replaced.
    /// - Parameter folder: one that `DataFolder.create` gave.
    /// - Throws: `ledger_exists`, `cryptography_failed`, `file_failed`.
    package static func create(in folder: DataFolder) throws(LogError) -> SecretsFolder {
        guard folder.isNew else { throw keysExist(folder) }
        let key: [UInt8]
        do throws(OpenSSLError) {
            key = try SecureRandom.bytes(keyBytes)
        } catch {
            throw LogError(error, place: folder.secretsPath)
        }
        return try write(blindingKey: key, holders: [], in: folder)
    }

    /// Writes the keys that a backup has of a ledger.
    /// - Parameter folder: one that `DataFolder.create` gave.
    /// - Throws: `ledger_exists`, `file_failed`.
    package static func create(
        in folder: DataFolder, from keys: KeysFile
    ) throws(LogError) -> SecretsFolder {
        guard folder.isNew else { throw keysExist(folder) }
        return try write(blindingKey: keys.blindingKey, holders: keys.holders, in: folder)
    }

    private static func keysExist(_ folder: DataFolder) -> LogError {
        LogError(
            code: .ledgerExists,
            sentence: "There are keys here already. Open them, or choose another folder.",
            place: folder.secretsPath)
    }

    private static func write(
        blindingKey key: [UInt8], holders: [HolderKeyRecord], in folder: DataFolder
    ) throws(LogError) -> SecretsFolder {
        let checksum = Frame.checksum(of: key[...]).bytes
        try HolderKeyFile.create(path: "\(folder.secretsPath)/\(holderKeys)", rows: holders)
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write(key + checksum, to: "\(folder.secretsPath)/\(blindingKey)")
        }
        return try open(in: folder)
    }

    /// The keys as they are on disk, for a backup.
    /// - Parameters:
    ///   - ledger: the identity of the ledger.
    ///   - time: when that is.
    /// - Throws: `damaged`, `file_failed`.
    package func keys(of ledger: String, at time: Timestamp) throws(LogError) -> KeysFile {
        KeysFile(
            ledger: ledger, createdAt: time,
            blindingKey: try Self.storedBlindingKey(in: folder), holders: vault.durableRows)
    }

    /// Reads the keys of a ledger.
    /// - Throws: `damaged`, `newer_version`, `incomplete_folder`, `cryptography_failed`,
    ///   `file_failed`.
    package static func open(in folder: DataFolder) throws(LogError) -> SecretsFolder {
        for name in [blindingKey, holderKeys]
        where !Folder.exists("\(folder.secretsPath)/\(name)") {
            throw LogError(
                code: .incompleteFolder,
                sentence: "The file \(name) is missing. Put it back from the backup of the keys.",
                place: folder.secretsPath)
        }
        return SecretsFolder(
            blinding: try Blinding(key: try storedBlindingKey(in: folder)),
            vault: PersonalVault(
                file: try HolderKeyFile(path: "\(folder.secretsPath)/\(holderKeys)")),
            folder: folder)
    }

    private static func storedBlindingKey(in folder: DataFolder) throws(LogError) -> [UInt8] {
        let path = "\(folder.secretsPath)/\(blindingKey)"
        let stored = try OpenFile(path: path, access: .readWrite).readAll()
        let key = stored.prefix(keyBytes)
        guard stored.count == keyBytes + Frame.checksumBytes,
            Frame.checksum(of: key) == Digest(bytes: stored.dropFirst(keyBytes))
        else {
            throw .damaged("the blinding key does not match its checksum", place: path)
        }
        return Array(key)
    }
}

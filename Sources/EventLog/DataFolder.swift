import Files

/// The folder of one ledger, held by this process for as long as the value lives.
///
/// Rules, and what happens otherwise:
/// - Only the holder of the lock reads or writes what is inside; a second opener gets
///   `folder_locked`.
/// - A new ledger is made only in a folder that is missing, empty, or left behind by a creation
/// that
///   was cut off (the file `.keyledger-creating` says so). Anything else is refused untouched: a
/// ledger that
///   lost a part is never taken for a new one.
/// - Folders have mode 0700 and files 0600. Names are durable before the call returns.
package final class DataFolder: Sendable {
    /// What lies at a path.
    package enum Condition: Hashable, Sendable {
        /// Nothing, an empty folder, or a creation that was cut off.
        case vacant
        /// A ledger, whole or not.
        case ledger
        /// Something else.
        case foreign
    }

    /// The parts that cannot be made again from others.
    private static let parts = ["log", "segments", "secrets", "operations"]
    private static let projections = "projections"
    private static let lock = "lock"
    private static let marker = ".keyledger-creating"
    /// What a fresh volume may hold.
    private static let ignored = ["lost+found"]

    /// The folder, as given.
    package let path: String
    /// Whether it was made by this value: only then may what is inside be written from scratch.
    let isNew: Bool
    private let held: FolderLock

    private init(path: String, isNew: Bool) throws(LogError) {
        self.path = path
        self.isNew = isNew
        held = try FolderLock(path: "\(path)/\(Self.lock)")
    }

    /// The LMDB folder of frames and the ledger's identity.
    package var logPath: String { "\(path)/log" }
    /// The folder of sealed segments.
    package var segmentsPath: String { "\(path)/segments" }
    /// The folder of keys.
    package var secretsPath: String { "\(path)/secrets" }
    /// The LMDB folder of checkpoints and cursors.
    package var operationsPath: String { "\(path)/operations" }
    /// The folder of everything derived.
    package var projectionsPath: String { "\(path)/\(Self.projections)" }
    /// The folder that projections are made in to be held against the others; there only while
    /// that is done.
    package var comparisonPath: String { "\(path)/\(Self.projections).compared" }
    /// Where the first admin key is left if there is no terminal to show it on.
    package var adminKeyPath: String { "\(path)/admin-key" }

    /// Looks without touching anything.
    /// - Throws: `file_failed`.
    package static func condition(at path: String) throws(LogError) -> Condition {
        let names = try convertingFileErrors { () throws(FileError) in
            Folder.exists(path) ? try Folder.names(in: path) : []
        }
        if names.contains(marker) { return .vacant }
        if names.contains(where: parts.contains) { return .ledger }
        // A creation that was cut off at its first step left no more than a lock and half a marker.
        let beginnings = ignored + [lock, ImmutableFile.temporaryName(of: marker)]
        return names.allSatisfy(beginnings.contains) ? .vacant : .foreign
    }

    /// Makes the folder and its parts, all empty, and holds it. The creation counts as cut off
    /// until
    /// `finishCreation`.
    /// - Throws: `ledger_exists`, `not_a_ledger`, `folder_locked`, `file_failed`.
    package static func create(at path: String) throws(LogError) -> DataFolder {
        // Looked at before the lock too, so that a foreign folder gets no lock file.
        try requireVacant(path)
        try createFolder(path)
        let folder = try DataFolder(path: path, isNew: true)
        try requireVacant(path)
        try convertingFileErrors { () throws(FileError) in
            try ImmutableFile.write([], to: "\(path)/\(marker)")
        }
        for part in parts + [projections] { try createFolder("\(path)/\(part)") }
        return folder
    }

    private static func createFolder(_ path: String) throws(LogError) {
        try convertingFileErrors { () throws(FileError) in try Folder.create(path) }
    }

    private static func requireVacant(_ path: String) throws(LogError) {
        switch try condition(at: path) {
        case .vacant: return
        case .ledger:
            throw LogError(
                code: .ledgerExists,
                sentence: "There is a ledger here already. Open it, or choose another folder.",
                place: path)
        case .foreign: throw notALedger(path)
        }
    }

    private static func notALedger(_ path: String) -> LogError {
        LogError(
            code: .notALedger,
            sentence: "The folder holds other things than a ledger. Choose an empty folder.",
            place: path)
    }

    /// Says that the ledger in the folder is whole: from now on it is opened, never made anew.
    /// Called once, after the commit of the first entries.
    /// - Throws: `file_failed`.
    package func finishCreation() throws(LogError) {
        try convertingFileErrors { () throws(FileError) in
            try Folder.remove("\(path)/\(Self.marker)")
            try Folder.sync(path)
        }
    }

    /// Holds the folder of a ledger. Missing projections are made, empty.
    /// - Throws: `no_ledger`, `not_a_ledger`, `incomplete_folder`, `folder_locked`, `file_failed`.
    package static func open(at path: String) throws(LogError) -> DataFolder {
        switch try condition(at: path) {
        case .ledger: break
        case .foreign: throw notALedger(path)
        case .vacant:
            throw LogError(
                code: .noLedger,
                sentence: "There is no ledger here. Make one with keyledger init, or check the "
                    + "path.",
                place: path)
        }
        let folder = try DataFolder(path: path, isNew: false)
        let missing = parts.filter { !Folder.exists("\(path)/\($0)") }
        guard missing.isEmpty else {
            throw LogError(
                code: .incompleteFolder,
                sentence: "Parts of the ledger are missing: \(missing.joined(separator: ", ")). "
                    + "Put them back, or restore the last good backup.",
                place: path)
        }
        try createFolder(folder.projectionsPath)
        return folder
    }
}

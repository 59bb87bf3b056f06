import EventLog
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Projections

/// Holds what a dead server left in `projections/` against what the log alone comes to.
enum Rebuilding {
    /// - Parameters:
    ///   - data: a folder that nobody holds; it stays as it is.
    ///   - folder: where a copy is worked on.
    /// - Returns: what is wrong.
    static func complaints(about data: String, in folder: TestFolder) async throws -> [String] {
        let copy = folder.path("rebuilt")
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try expectReadable(copy)
        let (loaded, entries) = try await open(copy)
        try FileManager.default.removeItem(atPath: "\(copy)/projections")
        let (rebuilt, _) = try await open(copy)
        let replayed = text(of: MemoryLedger.state(of: entries), entries)
        var complaints: [String] = []
        if loaded != rebuilt { complaints.append(difference("loaded", loaded, "rebuilt", rebuilt)) }
        if rebuilt != replayed {
            complaints.append(difference("rebuilt", rebuilt, "replayed", replayed))
        }
        return complaints
    }

    /// Reads the projections as a start does, but as one that would not make anew what it cannot
    /// read: a crash leaves the old files or the new ones, never damaged ones.
    private static func expectReadable(_ data: String) throws {
        let folder = "\(data)/projections"
        let held = try DataFolder.open(at: data)
        let size = try LogStore.open(in: held).identity.entriesPerSegment
        _ = try DedupIndex.open(in: folder, entriesPerSegment: size)
        var state = try StateProjection.open(in: folder, entriesPerSegment: size)
        // No id is asked for, so that any key will do.
        _ = try state.load(hashing: IDHashing(key: (0, 0)))
    }

    /// Opens a ledger and closes it.
    /// - Returns: its state as text, and its entries.
    private static func open(_ data: String) async throws -> (String, [Entry]) {
        let ledger = try LedgerService.Ledger.open(at: data)
        var entries: [Entry] = []
        try ledger.view.forEachEntry { entry in
            entries.append(entry)
            return true
        }
        let text = text(of: ledger.view.state, entries)
        await ledger.close()
        return (text, entries)
    }

    private static func text(of state: LedgerState, _ entries: [Entry]) -> String {
        var state = state
        // Which ids the state holds, and which the index, is not logical content.
        state.forgetIDs(before: .max)
        return StateDump.text(of: state, entries: entries)
    }

    private static func difference(
        _ oneName: String, _ one: String, _ otherName: String, _ other: String
    ) -> String {
        let (one, other) = (one.split(separator: "\n"), other.split(separator: "\n"))
        let place = zip(one, other).prefix { $0 == $1 }.count
        let lines = [one, other].map { $0.dropFirst(place).first ?? "nothing" }
        return "the state \(oneName) says \(lines[0]), the one \(otherName) says \(lines[1])"
    }
}

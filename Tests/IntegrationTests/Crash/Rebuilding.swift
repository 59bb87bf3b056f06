import Foundation
import LedgerCore
import LedgerService
import LedgerTesting

/// Holds what a dead server left in `projections/` against what the log alone comes to.
enum Rebuilding {
    /// What `keyledger rebuild --check` says, and whether a start goes on from these projections to
    /// the state of the whole log.
    /// - Parameters:
    ///   - data: a folder that nobody holds; it stays as it is.
    ///   - folder: where a copy is worked on.
    /// - Returns: what is wrong.
    static func complaints(about data: String, in folder: TestFolder) async throws -> [String] {
        let copy = folder.path("rebuilt")
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        // A crash leaves the old files or the new ones, never damaged ones and never none.
        let report = try LedgerService.Ledger.compareProjections(at: copy)
        var complaints = report.differences.map {
            "rebuild --check: \($0.place): \($0.sentence)"
        }
        if !report.isStateMade || !report.areIDsMade {
            complaints.append("state or ids are gone: \(report)")
        }
        let (loaded, entries) = try await open(copy)
        let replayed = text(of: MemoryLedger.state(of: entries), entries)
        if loaded != replayed {
            complaints.append(difference("loaded", loaded, "replayed", replayed))
        }
        return complaints
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

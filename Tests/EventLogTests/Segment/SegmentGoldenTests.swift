import EventLog
import Foundation
import LedgerCore
import Testing

/// A sealed segment of each format version that was ever written, which every later version reads.
///
/// With `KEYLEDGER_RECORD=1` in the environment the newest is written anew, and the test still
/// fails: a recorded file is looked at and committed, it does not pass by itself.
@Suite struct SegmentGoldenTests {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "snapshots/format/segments")

    @Test func `The golden segment of version 1 gives the golden leaves`() throws {
        let folder = Self.folder.appending(path: "1")
        if ProcessInfo.processInfo.environment["KEYLEDGER_RECORD"] == "1" {
            try record(into: folder)
            Issue.record("Recorded \(folder.path); look at it, run again without KEYLEDGER_RECORD.")
        }
        let row = try String(contentsOf: folder.appending(path: "record.hex"), encoding: .utf8)
        let stored = try #require(Hex.decode(row.trimmingCharacters(in: .newlines)))
        let segment = try Segment(
            try SegmentRecord(stored, firstSequence: 65_536), in: folder.path)
        let text = try String(contentsOf: folder.appending(path: "leaves.ndjson"), encoding: .utf8)
        let expected = text.split(separator: "\n", omittingEmptySubsequences: true)

        try segment.verifyChecksums()
        var leaves: [Substring] = []
        let blinding = try SegmentSample.blinding()
        try segment.forEachEntry { entry, _ in
            let leaf = entry.leaf(blind: blinding.blind(of: entry.sequence))
            leaves.append(Substring(decoding: leaf, as: UTF8.self))
            return true
        }
        #expect(leaves == expected)
        #expect(leaves.count == 256)
    }

    private func record(into folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sample = SegmentSample.random(seed: 1)
        let record = try sample.seal(in: folder.path)
        let row = Hex.encode(record.encoded) + "\n"
        try Data(row.utf8).write(to: folder.appending(path: "record.hex"))
        let blinding = try SegmentSample.blinding()
        var leaves: [UInt8] = []
        for entry in sample.entries {
            leaves += entry.leaf(blind: blinding.blind(of: entry.sequence)) + Array("\n".utf8)
        }
        try Data(leaves).write(to: folder.appending(path: "leaves.ndjson"))
    }
}

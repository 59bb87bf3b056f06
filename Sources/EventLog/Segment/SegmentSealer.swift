import Files
package import LedgerCore
package import Transparency
import Zstd

/// Makes the file of a sealed segment from the frames of its entries.
///
/// The steps, each of which a test ends the process at: the file is written under a temporary name,
/// synced, renamed, its folder synced (`ImmutableFile`); then it is opened as any reader opens it,
/// every checksum is checked, the leaf of every entry is written from the columns and hashed, and
/// the tree over them compared with that over the frames. Only then is there a record for the
/// manifest. A file without a record is left over from a sealing that was cut off; `removeUnnamed`
/// removes it.
///
/// What is re-read comes from the system's cache: that the disk has it too is what the sync is
/// for.
package struct SegmentSealer {
    private var intake: SegmentIntake
    private let sequences: Range<UInt64>
    private let blinding: Blinding

    /// Begins a segment.
    /// - Parameters:
    ///   - sequences: those of its entries, which number a multiple of 256.
    ///   - blinding: the blinds of the leaves.
    ///   - hashing: how ids are hashed for the dedup.
    package init(sequences: Range<UInt64>, blinding: Blinding, hashing: IDHashing) {
        intake = SegmentIntake(sequences: sequences, blinding: blinding, hashing: hashing)
        self.sequences = sequences
        self.blinding = blinding
    }

    /// The ids that the entries so far bind.
    package var boundIDs: [BoundID] { intake.boundIDs }

    /// How many entries were added.
    package var count: Int { intake.count }

    /// Adds the entries of the next frame.
    /// - Throws: `not_contiguous`; `damaged`, `newer_version` for a row that cannot be read.
    package mutating func append(_ frame: Frame) throws(LogError) {
        let next = intake.firstSequence + UInt64(intake.count)
        let isLater = intake.lastRecordedAt.map { $0 <= frame.recordedAt } ?? true
        guard frame.firstSequence == next, isLater,
            intake.count + frame.count <= sequences.count
        else {
            throw LogError(
                code: .notContiguous,
                sentence: "The segment goes on with entry \(next). This is a fault of the "
                    + "program; report it.",
                place: frame.place)
        }
        try intake.append(frame)
    }

    /// Writes the file, reads it back and compares.
    /// - Parameters:
    ///   - folder: that of segments.
    ///   - use: how a key was used before the first entry of the segment, by its id.
    /// - Returns: the record for the manifest.
    /// - Throws: `damaged` where what was read back is not what was written: the file is removed;
    ///   `file_failed`.
    package consuming func seal(
        in folder: String, use: (String) -> KeyUse
    ) throws(LogError) -> SegmentRecord {
        let path = "\(folder)/\(SegmentRecord.fileName(intake.firstSequence))"
        guard intake.count > 0, intake.count == sequences.count,
            intake.count % Int(SubtreeHashes.tileWidth) == 0
        else {
            throw LogError(
                code: .notContiguous,
                sentence: "A segment of \(intake.count) of \(sequences.count) entries is not "
                    + "whole. This is a fault of the program; report it.",
                place: path)
        }
        let tree = intake.leaves.tree
        let blinding = blinding
        let record = try write(path, tree, use)
        try Self.confirm(record, in: folder, tree: tree, blinding: blinding)
        KillPoint.afterSegmentCheck.pass()
        return record
    }

    private consuming func write(
        _ path: String, _ tree: SubtreeHashes, _ use: (String) -> KeyUse
    ) throws(LogError) -> SegmentRecord {
        let times = intake.frameTimes.map(Timestamp.init(microseconds:))
        let rules = intake.frameRules.map { UInt16(clamping: $0) }
        let firstSequence = intake.firstSequence
        let count = intake.count
        guard let first = times.first, let last = times.last, let oldest = rules.min(),
            let newest = rules.max()
        else { preconditionFailure("a segment has entries") }
        do {
            var encoder = try SegmentEncoder(intake)
            var file = try SegmentFileWriter(path: path)
            for block in 0..<SegmentFooter.blockCount(of: count) {
                try file.writeBlock(try encoder.block(block))
            }
            for section in try encoder.sections(use: use) { try file.writeSection(section) }
            let written = try file.finish { blocks, sections, checks in
                SegmentFooter(
                    firstSequence: firstSequence, count: count, recordedAt: first...last,
                    rulesVersions: oldest...newest, blockLengths: blocks,
                    sectionLengths: sections, checks: checks, tree: tree)
            }
            return SegmentRecord(
                firstSequence: firstSequence, count: UInt64(count), digest: written.digest,
                root: tree.root, bytes: written.bytes, lastRecordedAt: last,
                rulesVersions: oldest...newest)
        } catch let error as FileError {
            throw LogError(error)
        } catch {
            throw LogError(
                code: .fileFailed, sentence: "Cannot compress the segment: \(error).", place: path)
        }
    }

    /// Reads a segment back and compares the tree over its entries; a file that has another is
    /// removed.
    /// - Throws: `damaged`, `file_failed`.
    package static func confirm(
        _ record: SegmentRecord, in folder: String, tree: SubtreeHashes, blinding: Blinding
    ) throws(LogError) {
        do throws(LogError) {
            try check(record, in: folder, tree: tree, blinding: blinding)
        } catch {
            try convertingFileErrors { () throws(FileError) in
                try Folder.remove("\(folder)/\(record.fileName)")
                try Folder.sync(folder)
            }
            throw error
        }
    }

    private static func check(
        _ record: SegmentRecord, in folder: String, tree: SubtreeHashes, blinding: Blinding
    ) throws(LogError) {
        let segment = try Segment(record, in: folder, access: .sequential)
        try segment.verifyChecksums()
        guard try segment.recomputedTree(blinding: blinding) == tree, segment.tree == tree else {
            throw .damaged(
                "the entries read back have another root than those written", place: segment.path)
        }
    }

    /// Removes the files that no manifest names: what sealings that were cut off left behind.
    /// Called before the first sealing of a process, with every record of the manifest.
    /// - Throws: `file_failed`.
    package static func removeUnnamed(
        in folder: String, keeping records: [SegmentRecord]
    ) throws(LogError) {
        let named = Set(records.map(\.fileName))
        try convertingFileErrors { () throws(FileError) in
            for name in try Folder.names(in: folder) where !named.contains(name) {
                guard name.hasSuffix(".seg") || ImmutableFile.isTemporary(name) else { continue }
                try Folder.remove("\(folder)/\(name)")
            }
            try Folder.sync(folder)
        }
    }
}

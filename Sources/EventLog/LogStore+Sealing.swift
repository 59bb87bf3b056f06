import Files
import LMDB
package import LedgerCore

extension LogStore {
    /// The sequence after the last entry that a sealed segment holds.
    package var sealedEnd: UInt64 { sealed.end }

    /// The segments that the manifest names, oldest first.
    package var segmentRecords: [SegmentRecord] { sealed.records }

    /// Puts a sealed segment in the place of its frames, in one commit: after a crash there is the
    /// one or the other. An error ends the process.
    /// - Parameter record: what `SegmentSealer` gave for the segment after the last one.
    /// - Throws: `not_contiguous`, before anything is written; `storage_failed`.
    @available(*, noasync)
    package func swapIn(_ record: SegmentRecord) throws(LogError) {
        guard record.firstSequence == sealed.end, record.count == identity.entriesPerSegment,
            record.sequences.upperBound <= nextSequence
        else {
            throw LogError(
                code: .notContiguous,
                sentence: "The segment was not swapped in: the sealed part ends with entry "
                    + "\(sealed.end). This is a fault of the program; report it.",
                place: record.place)
        }
        let replaced = try frameKeys(in: record.sequences)
        // From here on readers find the entries in the file, so that none looks for a frame that
        // is gone. Whatever fails now ends the process.
        sealed.add(record)
        do throws(LMDBError) {
            var transaction = try environment.beginWrite()
            KillPoint.beforeSwapPut.pass()
            let stored = record.encoded
            try transaction.put(
                Self.key(record.firstSequence).span, stored.span, in: manifest, mode: .append)
            for key in replaced { try transaction.delete(Self.key(key).span, in: frames) }
            KillPoint.beforeSwapCommit.pass()
            try transaction.commit()
        } catch {
            throw LogError(error)
        }
        KillPoint.afterSwapCommit.pass()
        recentFrames.removeAll()
    }

    private func frameKeys(in sequences: Range<UInt64>) throws(LogError) -> [UInt64] {
        let transaction = try beginRead()
        var keys: [UInt64] = []
        try transaction.forEach(
            in: frames, from: Self.key(sequences.lowerBound).span
        ) { key, _ throws(LogError) in
            guard let sequence = Self.sequence(Array(copying: key)[...]) else {
                throw .damaged("a key has \(key.count) bytes", place: "log, frames")
            }
            guard sequences.contains(sequence) else { return false }
            keys.append(sequence)
            return true
        }
        return keys
    }

    /// Reads the manifest.
    /// - Throws: `damaged` (also where a segment does not continue the one before),
    ///   `newer_version`, `storage_failed`.
    static func records(
        in manifest: Database, of environment: Environment, identity: LedgerIdentity
    ) throws(LogError) -> [SegmentRecord] {
        let transaction: ReadTransaction
        do throws(LMDBError) {
            transaction = try environment.beginRead()
        } catch {
            throw LogError(error)
        }
        var records: [SegmentRecord] = []
        try transaction.forEach(in: manifest) { key, value throws(LogError) in
            guard let first = Self.sequence(Array(copying: key)[...]) else {
                throw .damaged("a key has \(key.count) bytes", place: "log, segments")
            }
            let record = try SegmentRecord(Array(copying: value), firstSequence: first)
            let next = records.last?.sequences.upperBound ?? 0
            guard first == next, record.count == identity.entriesPerSegment,
                record.lastRecordedAt >= records.last?.lastRecordedAt ?? record.lastRecordedAt
            else {
                throw .damaged("it does not continue the segment before", place: record.place)
            }
            records.append(record)
            return true
        }
        return records
    }

    /// Says whether the file of each sealed segment is there; what is in it is checked when it is
    /// read.
    /// - Throws: `damaged` for one that is not, `file_failed`.
    func requireSegmentFiles(in folder: String) throws(LogError) {
        let names: Set<String>
        do throws(FileError) {
            names = Set(try Folder.names(in: folder))
        } catch {
            throw LogError(error)
        }
        for record in sealed.records where !names.contains(record.fileName) {
            throw .damaged(
                "the file of a sealed segment is missing", place: "\(folder)/\(record.fileName)")
        }
    }
}

extension LogStore {
    /// Makes the file of the segment after the last sealed one, all of whose entries are durable.
    /// The segment counts as sealed once `swapIn` has its record.
    /// - Parameters:
    ///   - blinding: the blinds of the leaves.
    ///   - hashing: how ids are hashed for the dedup.
    ///   - use: how a key was used before the first entry of the segment, by its id.
    /// - Returns: the segment's record, and the ids that its entries bind.
    /// - Throws: `damaged`, `newer_version`, `storage_failed`, `file_failed`.
    package func sealNextSegment(
        blinding: Blinding, hashing: IDHashing, use: (String) -> KeyUse
    ) throws(LogError) -> (record: SegmentRecord, ids: [BoundID]) {
        let sequences = sealed.end..<(sealed.end + identity.entriesPerSegment)
        var sealer = SegmentSealer(sequences: sequences, blinding: blinding, hashing: hashing)
        try forEachFrame(from: sequences.lowerBound) { frame throws(LogError) in
            try sealer.append(frame)
            return frame.nextSequence < sequences.upperBound
        }
        let ids = sealer.boundIDs
        return (try sealer.seal(in: segmentsPath, use: use), ids)
    }
}

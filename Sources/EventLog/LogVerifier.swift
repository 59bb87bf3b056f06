import Files
import LMDB
import LedgerCore
import Transparency

/// Walks the whole log and says everything that is wrong with it.
///
/// Of each segment: every checksum, that every entry decodes, that the leaves have the root which
/// manifest and footer say, and then as of frames. Of each frame: its checksum, that it continues the one before (no gap, no time that runs back,
/// no crossing of a segment's end), that every entry decodes, that the entries encode to the very
/// bytes of the frame, that no leaf is too long, and that each commitment recomputes unless the
/// holder's key was destroyed. Of the first entry: that it names this ledger. A bad segment or
/// frame is listed and passed over.
///
/// Where nothing is wrong it also gives the root of the tree over all leaves (RFC 6962), which
/// whoever holds the leaves can compute again.
package struct LogVerifier {
    private let store: LogStore
    private let vault: PersonalVault
    private let blinding: Blinding
    private var tree = CompactRange()
    private var report = LogReport()
    /// Where the last frame ended; nil after one that cannot be read.
    private var end: LogStore.End? = LogStore.End(nextSequence: 0)

    /// - Parameter store: opened in any way; `LogStore.openUnverified` lets a damaged tail in.
    package init(store: LogStore, secrets: SecretsFolder) {
        self.store = store
        vault = secrets.vault
        blinding = secrets.blinding
    }

    /// - Parameter progress: called after each frame with the sequences passed and those there are.
    /// - Throws: what stops the walk itself: `storage_failed`, or `damaged` for a key that is none.
    package static func verify(
        _ store: LogStore, secrets: SecretsFolder,
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LogError) -> LogReport {
        var verifier = LogVerifier(store: store, secrets: secrets)
        try verifier.walk(progress)
        if verifier.report.problems.isEmpty { verifier.report.root = verifier.tree.root }
        return verifier.report
    }

    private mutating func walk(_ progress: (UInt64, UInt64) -> Void) throws(LogError) {
        let last = try store.storedFrame(atOrBefore: .max)
        let total = try last.map { stored throws(LogError) in
            (try? stored.validated().nextSequence) ?? stored.key
        }
        for record in store.segmentRecords {
            report.segments += 1
            report.bytes += UInt64(record.bytes)
            try attempt { verifier throws(LogError) in try verifier.check(record) }
            progress(record.sequences.upperBound, total ?? store.sealedEnd)
        }
        var scan = try FrameScan(store, from: 0)
        while let stored = try scan.next() {
            report.frames += 1
            report.bytes += UInt64(stored.bytes.count)
            try attempt { verifier throws(LogError) in
                try verifier.check(try stored.validated())
            }
            progress(end?.nextSequence ?? stored.key, total ?? 0)
        }
    }

    /// Lists what is wrong with a segment or frame and goes on with the next.
    private mutating func attempt(
        _ check: (inout LogVerifier) throws(LogError) -> Void
    ) throws(LogError) {
        do throws(LogError) {
            try check(&self)
        } catch {
            guard [.damaged, .newerVersion].contains(error.code) else { throw error }
            report.problems.append(error)
            end = nil
        }
    }

    private mutating func check(_ record: SegmentRecord) throws(LogError) {
        let segment = try Segment(record, in: store.segmentsPath, access: .sequential)
        try segment.verifyChecksums()
        var subtree = SubtreeHashes()
        var seen: Set<Digest> = []
        try segment.forEachEntry { entry, _ throws(LogError) in
            if entry.sequence == 0 { checkIdentity(entry) }
            subtree.append(TreeHash.leaf(leaf(of: entry, place: record.place)))
            for personal in [entry.personal, entry.actorPersonal].compactMap(\.self)
            where seen.insert(personal.commitment).inserted && !vault.isSound(personal) {
                add(Self.unsoundCommitment, "\(record.place), entry \(entry.sequence)")
            }
            return true
        }
        if subtree.root != record.root {
            add("its entries have another root than the manifest says", record.place)
        }
        tree.append(subtree: record.root, count: record.count)
        end = LogStore.End(
            nextSequence: record.sequences.upperBound, recordedAt: record.lastRecordedAt)
        count(record.sequences, record.lastRecordedAt)
    }

    private static let unsoundCommitment = "the commitment does not recompute with the holder's key"

    private mutating func count(_ sequences: Range<UInt64>, _ lastRecordedAt: Timestamp) {
        report.entries += UInt64(sequences.count)
        report.firstSequence = report.firstSequence ?? sequences.lowerBound
        report.lastSequence = sequences.upperBound - 1
        report.lastRecordedAt = lastRecordedAt
    }

    /// The leaf of an entry, which is held against its limit.
    private mutating func leaf(of entry: Entry, place: String) -> [UInt8] {
        let leaf = entry.leaf(blind: blinding.blind(of: entry.sequence))
        if leaf.count > Limits.leafBytes {
            add(
                "its leaf has \(leaf.count) of at most \(Limits.leafBytes) bytes",
                "\(place), entry \(entry.sequence)")
        }
        return leaf
    }

    private mutating func check(_ frame: Frame) throws(LogError) {
        if let end, let reason = store.refusal(of: frame.encoded, after: end) {
            add(reason, frame.place)
        }
        end = LogStore.End(nextSequence: frame.nextSequence, recordedAt: frame.recordedAt)
        let reader = FrameReader(frame)
        let entries = try reader.entries()
        if frame.firstSequence == 0 { checkIdentity(entries.first) }
        var builder = FrameBuilder(
            firstSequence: frame.firstSequence, recordedAt: frame.recordedAt,
            rulesVersion: frame.rulesVersion)
        for entry in entries {
            builder.append(entry)
            tree.append(TreeHash.leaf(leaf(of: entry, place: frame.place)))
        }
        if builder.finish().bytes != frame.bytes {
            add("its entries encode to other bytes", frame.place)
        }
        for (number, personal) in reader.dictionary.personals.enumerated()
        where !vault.isSound(personal) {
            add(Self.unsoundCommitment, "\(frame.place), personal value \(number)")
        }
        count(frame.sequences, frame.recordedAt)
    }

    private mutating func checkIdentity(_ first: Entry?) {
        guard case .ledgerCreated(let created)? = first?.body,
            created.ledger == store.identity.ledger,
            UInt64(exactly: created.entriesPerSegment) == store.identity.entriesPerSegment
        else {
            add("the first entry does not name this ledger", "entry 0")
            return
        }
    }

    private mutating func add(_ what: String, _ place: String) {
        report.problems.append(.damaged(what, place: place))
    }
}

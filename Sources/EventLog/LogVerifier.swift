import LMDB
import LedgerCore
import Transparency

/// Walks the whole log and says everything that is wrong with it.
///
/// Of each frame: its checksum, that it continues the one before (no gap, no time that runs back,
/// no crossing of a segment's end), that every entry decodes, that the entries encode to the very
/// bytes of the frame, that no leaf is too long, and that each commitment recomputes unless the
/// holder's key was destroyed. Of the first entry: that it names this ledger. A bad frame is listed
/// and passed over.
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
        var scan = try FrameScan(store, from: 0)
        while let stored = try scan.next() {
            report.frames += 1
            report.bytes += UInt64(stored.bytes.count)
            do throws(LogError) {
                try check(try stored.validated())
            } catch {
                report.problems.append(error)
                end = nil
            }
            progress(end?.nextSequence ?? stored.key, total ?? 0)
        }
    }

    private mutating func check(_ frame: Frame) throws(LogError) {
        if let end, let reason = store.refusal(of: frame, after: end) {
            add(reason, frame.place)
        }
        end = LogStore.End(nextSequence: frame.nextSequence, recordedAt: frame.recordedAt)
        let entries = try frame.entries()
        if frame.firstSequence == 0 { checkIdentity(entries.first) }
        var builder = FrameBuilder(
            firstSequence: frame.firstSequence, recordedAt: frame.recordedAt,
            rulesVersion: frame.rulesVersion)
        for entry in entries {
            builder.append(entry)
            let leaf = entry.leaf(blind: blinding.blind(of: entry.sequence))
            tree.append(TreeHash.leaf(leaf))
            if leaf.count > Limits.leafBytes {
                add(
                    "its leaf has \(leaf.count) of at most \(Limits.leafBytes) bytes",
                    "\(frame.place), entry \(entry.sequence)")
            }
        }
        if builder.finish().bytes != frame.bytes {
            add("its entries encode to other bytes", frame.place)
        }
        for (number, personal) in frame.dictionary.personals.enumerated()
        where !vault.isSound(personal) {
            add(
                "the commitment does not recompute with the holder's key",
                "\(frame.place), personal value \(number)")
        }
        report.entries += UInt64(frame.count)
        report.firstSequence = report.firstSequence ?? frame.firstSequence
        report.lastSequence = frame.nextSequence - 1
        report.lastRecordedAt = frame.recordedAt
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

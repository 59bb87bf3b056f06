import LedgerCore
import LedgerService
import LedgerTesting

/// `core.size.sealed`: bytes per entry of the sealed segments that hold calls alone, without the 16
/// bytes of each random id and the 32 of each commitment. `core.size.folder`: bytes per entry of
/// everything in the data folder.
///
/// Against Parquet with zstd at level 3, written by DuckDB from the same calls: without the column
/// of ids, and with it. Parquet has neither checksums, hashes nor an index, and its addresses are
/// in clear.
enum SizeFigure {
    private static let idBytes: Int64 = 16
    private static let commitmentBytes: Int64 = 32
    private static let segmentSuffix = ".seg"

    static func measure(in run: Run) async throws {
        let log = try await run.prepared()
        let peer = try run.parquet(of: log)
        let (sealed, entries) = try await log.withLedger { ledger in
            (try sealedSize(log, ledger.view), Int64(ledger.view.position))
        }
        if let sealed {
            let reference = peer.map {
                Figure.Reference(
                    "parquet.zstd.without-ids", Amount($0.bytesWithoutIDs, dividedBy: $0.rows))
            }
            run.report.show(
                Figure("core.size.sealed", sealed, unit: "bytes/entry", against: reference))
        } else {
            run.report.note("core.size.sealed: there is no sealed segment of calls alone")
        }
        let reference = peer.map {
            Figure.Reference("parquet.zstd", Amount($0.bytes, dividedBy: $0.rows))
        }
        run.report.show(
            Figure(
                "core.size.folder", Amount(FileSizes(below: log.path).bytes, dividedBy: entries),
                unit: "bytes/entry", against: reference))
    }

    /// - Returns: nil where no segment begins after the keys were made.
    private static func sealedSize(
        _ log: PreparedLog, _ view: LedgerView
    ) throws -> Amount? {
        var bytes: Int64 = 0
        var entries: Int64 = 0
        for (first, fileBytes) in segments(log) {
            var (ids, count): (Int64, Int64) = (0, 0)
            var commitments: Set<Digest> = []
            try view.forEachEntry(from: first) { entry in
                guard entry.sequence < first + Limits.entriesPerSegment else { return false }
                count += 1
                if entry.source == Workload.source { ids += 1 }
                if let personal = entry.personal { commitments.insert(personal.commitment) }
                return true
            }
            bytes += fileBytes - ids * idBytes - Int64(commitments.count) * commitmentBytes
            entries += count
        }
        return entries > 0 ? Amount(bytes, dividedBy: entries) : nil
    }

    /// The first sequence and the bytes of each segment file that holds calls alone; its name is
    /// the sequence in hexadecimal digits.
    private static func segments(_ log: PreparedLog) -> [(first: UInt64, bytes: Int64)] {
        FileSizes(below: "\(log.path)/segments").files.compactMap { file in
            guard file.path.hasSuffix(segmentSuffix),
                let name = file.path.dropLast(segmentSuffix.count).split(separator: "/").last,
                let first = UInt64(name, radix: 16), first >= log.firstCall
            else { return nil }
            return (first, file.bytes)
        }
    }
}

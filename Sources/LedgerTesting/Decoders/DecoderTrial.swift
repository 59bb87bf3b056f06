import EventLog
import Foundation
import LedgerCore
import Projections

/// Gives any bytes to a decoder of stored bytes, with right checksums put over them, so that they
/// reach what lies behind the checksums. A decoder that is not total ends the process.
///
/// Both the tests of mutations and `tools/fuzz` are made of this.
package struct DecoderTrial: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case frame
        case segment
        /// Of ids or of the state, as the magic says.
        case run
        /// Of a segment.
        case index
    }

    private let format: Format
    /// Segments and runs are read from files.
    private let folder: TemporaryFolder

    package init(_ format: Format) throws {
        self.format = format
        folder = try TemporaryFolder()
    }

    /// Reads all there is in the bytes.
    /// - Throws: what the decoder says is wrong with them.
    package func decode(_ bytes: [UInt8]) throws {
        switch format {
        case .frame: try decodeFrame(bytes)
        case .segment: try decodeSegment(bytes)
        case .run:
            let isOfState = bytes.dropFirst(32).starts(with: "KLST".utf8)
            try isOfState ? decodeStateRun(bytes) : decodeIDRun(bytes)
        case .index: try decodeIndex(bytes)
        }
    }

    private func decodeFrame(_ bytes: [UInt8]) throws {
        let frame = try Frame(validating: Resealing.frame(bytes))
        // Sealing reads rows and dictionary in a way of its own.
        let sealing = Result { try seal(frame) }
        for entry in try frame.entries() { _ = entry.leaf(blind: Self.blind) }
        try sealing.get()
    }

    private func seal(_ frame: Frame) throws {
        var sealer = SegmentSealer(
            sequences: frame.sequences, blinding: try Blinding(key: Self.blindingKey),
            hashing: IDHashing(key: (1, 2)))
        try sealer.append(frame)
    }

    private func decodeSegment(_ bytes: [UInt8]) throws {
        let (file, record) = try Resealing.segment(bytes)
        try write(file, record.fileName)
        let segment = try Segment(record, in: folder.path)
        // Without it reads would find what is wrong block by block.
        try segment.verifyChecksums()
        _ = try segment.keys()
        try segment.forEachEntry { entry, _ in
            _ = entry.leaf(blind: Self.blind)
            return true
        }
        _ = try segment.entry(at: record.firstSequence + record.count / 2)
    }

    private func decodeIDRun(_ bytes: [UInt8]) throws {
        let run = try Resealing.idRun(bytes)
        let segment = run.to > run.from ? run.to - run.from : 1
        try write(run.file, run.name)
        try write(run.manifest(entriesPerSegment: segment), "dedup.manifest")
        let index = try DedupIndex.open(in: folder.path, entriesPerSegment: segment)
        // One hash in each 256th part, and so one in each bucket of a small run.
        _ = try index.candidates(of: (0..<256).map { $0 << 56 })
        // It reads every entry, and writes the same bytes again.
        _ = try DedupRun.merge(index.runs, in: folder.path)
    }

    private func decodeStateRun(_ bytes: [UInt8]) throws {
        let run = try Resealing.stateRun(bytes)
        try write(run.file, run.name)
        try write(run.manifest(entriesPerSegment: 256), "state.manifest")
        var projection = try StateProjection.open(in: folder.path, entriesPerSegment: 256)
        _ = try projection.load(hashing: IDHashing(key: (1, 2)))
    }

    private func decodeIndex(_ bytes: [UInt8]) throws {
        let hashing = AddressHashing(key: (1, 2))
        let (file, from, to) = try Resealing.index(
            bytes, source: .zero, check: hashing.check)
        guard from < to else { throw FormatError.malformed("index") }
        try write(file, "index-\(Resealing.range(from, to)).run")
        let index = try SegmentIndex(
            of: from..<to, source: .zero, hashing: hashing, in: folder.path)
        // Without it reads would find what is wrong block by block.
        try index.verifyChecksums()
        var kinds = UsageKinds()
        for pair in 0..<index.pairCount {
            _ = try index.key(ofPair: pair)
            _ = try index.sequences(ofPair: pair)
            try index.forEachCell(ofPair: pair, knowing: &kinds) { _ in }
        }
        for tenant in 0..<3 { _ = try index.pairs(ofTenant: tenant) }
        _ = try index.otherSequences()
        if let address = IPAddress("192.0.2.3") {
            for block in address.indexedBlocks {
                _ = try index.pairs(from: block, hashing: hashing)
            }
        }
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }

    private static let blindingKey = [UInt8](repeating: 0, count: 32)
    private static let blind = [UInt8](repeating: 0, count: 16)
}

import EventLog
import Foundation
import LedgerCore
import LedgerTesting
import Testing
import Transparency

@Suite struct SegmentTests {
    /// How many of ten entries are usage records, and how many entries there are.
    static let shapes: [(usage: Int, count: Int)] = [(0, 256), (5, 256), (10, 256), (8, 3_328)]

    @Test(arguments: 0..<12 as Range<UInt64>, shapes.indices)
    func `Entries come back from a segment as they were put into frames`(
        seed: UInt64, shape: Int
    ) throws {
        let (usage, count) = Self.shapes[shape]
        guard count == 256 || seed < 3 else { return }
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: seed, count: count, usage: usage)
        let record = try sample.seal(in: folder.path)
        let segment = try Segment(record, in: folder.path)

        #expect(record.sequences == sample.first..<(sample.first + UInt64(count)))
        #expect(record.lastRecordedAt == sample.frames.last?.recordedAt)
        #expect(record.root == (try sample.tree().root))
        #expect(segment.tree == (try sample.tree()))
        let blinding = try SegmentSample.blinding()
        #expect(try segment.recomputedTree(blinding: blinding) == (try sample.tree()))
        var read: [Entry] = []
        try segment.forEachEntry { entry, rules throws(LogError) in
            read.append(entry)
            return rules == 1
        }
        #expect(read == sample.entries)
        let blind = [UInt8](repeating: 7, count: 16)
        #expect(read.map { $0.leaf(blind: blind) } == sample.entries.map { $0.leaf(blind: blind) })
        for entry in sample.entries { #expect(try segment.entry(at: entry.sequence) == entry) }
        #expect(try segment.entry(at: sample.first - 1) == nil)
        #expect(try segment.entry(at: record.sequences.upperBound) == nil)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `The ids that a segment's entries bind are those of the entries`(seed: UInt64) throws {
        let sample = SegmentSample.random(seed: seed, count: 1_280)
        var sealer = try sample.sealer()
        for frame in sample.frames { try sealer.append(frame) }
        let bound = sample.entries.compactMap { SegmentSample.hashing.boundID(of: $0) }
        #expect(bound.count > 100)
        #expect(sealer.boundIDs == bound)
    }

    @Test func `A scan begins where it is told and ends when it is told`() throws {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: 4, count: 1_280)
        let segment = try Segment(try sample.seal(in: folder.path), in: folder.path)
        for start in [0, 1, 255, 1_023, 1_024, 1_025, 1_279] {
            var read: [Entry] = []
            try segment.forEachEntry(from: sample.first + UInt64(start)) { entry, _ in
                read.append(entry)
                return read.count < 3
            }
            #expect(read == Array(sample.entries[start...].prefix(3)))
        }
        try segment.forEachEntry(from: segment.sequences.upperBound) { _, _ in
            Issue.record("There is no entry.")
            return true
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `A segment names its keys with their rows and what came before`(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: seed, count: 512)
        let segment = try Segment(try sample.seal(in: folder.path), in: folder.path)
        var rows: [[String?]: Int] = [:]
        for entry in sample.entries { rows[[entry.key, entry.tenant], default: 0] += 1 }

        let keys = try segment.keys()
        #expect(keys.map(\.number) == Array(keys.indices))
        #expect(
            Dictionary(uniqueKeysWithValues: keys.map { ([$0.id, $0.tenant], $0.rows) }) == rows)
        for key in keys {
            guard let id = key.id else {
                #expect(key.use == KeyUse())
                continue
            }
            #expect(key.use == SegmentSample.use(id))
            #expect(try segment.keys(id: id) == keys.filter { $0.id == id })
        }
        for absent in ["", "key_", "key_ABCDEFGHIJKLMNOPQRST99", "zzz", "key_é!"]
        where !keys.contains(where: { $0.id == absent }) {
            #expect(try segment.keys(id: absent) == [])
        }
    }

    @Test func `The same entries give the same file`() throws {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: 9)
        let record = try sample.seal(in: folder.path)
        let file = try bytes(of: "\(folder.path)/\(record.fileName)")
        #expect(record.fileName == "0000000000010000.seg")
        #expect(try sample.seal(in: folder.path) == record)
        #expect(try bytes(of: "\(folder.path)/\(record.fileName)") == file)
        #expect(file.count == record.bytes)
    }

    @Test func `What is read back is compared with the tree over the frames`() throws {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: 10)
        let other = SegmentSample.random(seed: 11)
        let record = try sample.seal(in: folder.path)
        let blinding = try SegmentSample.blinding()
        try SegmentSealer.confirm(
            record, in: folder.path, tree: try sample.tree(), blinding: blinding)
        let error = try #require(
            #expect(throws: LogError.self) {
                try SegmentSealer.confirm(
                    record, in: folder.path, tree: try other.tree(), blinding: blinding)
            })
        #expect(error.code == .damaged)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func `A frame that does not continue the segment is refused`() throws {
        let sample = SegmentSample.random(seed: 12)
        var sealer = try sample.sealer()
        try sealer.append(sample.frames[0])
        for frame in [sample.frames[0], sample.frames[2]] {
            let error = #expect(throws: LogError.self) { try sealer.append(frame) }
            #expect(error?.code == .notContiguous)
        }
        let folder = try TemporaryFolder()
        let error = try #require(
            #expect(throws: LogError.self) {
                try sealer.seal(in: folder.path, use: SegmentSample.use)
            })
        #expect(error.code == .notContiguous)
    }

    @Test func `A record of the manifest comes back, and no changed one does`() throws {
        let record = SegmentRecord(
            firstSequence: 131_072, count: 65_536, digest: Digest(words: (1, 2, 3, 4)),
            root: Digest(words: (5, 6, 7, 8)), bytes: 2_345_678, lastRecordedAt: .start,
            rulesVersions: 1...1)
        let stored = record.encoded
        #expect(try SegmentRecord(stored, firstSequence: 131_072) == record)
        for index in stored.indices {
            var changed = stored
            changed[index] ^= 1
            let error = #expect(throws: LogError.self) {
                try SegmentRecord(changed, firstSequence: 131_072)
            }
            #expect(error?.code == .damaged)
        }
        for length in stored.indices {
            #expect(throws: LogError.self) {
                try SegmentRecord(Array(stored[..<length]), firstSequence: 131_072)
            }
        }
        #expect(throws: LogError.self) { try SegmentRecord(stored, firstSequence: 0) }
    }
}

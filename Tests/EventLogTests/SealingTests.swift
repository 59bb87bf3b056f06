import EventLog
import Foundation
import LedgerCore
import LedgerTesting
import Testing

/// Segments take the place of their frames in the store.
@Suite struct SealingTests {
    let folder: TemporaryFolder
    private static let segment = EntryGenerator.identity.entriesPerSegment
    /// Four whole segments and a part of a fifth.
    private static let count = 4 * segment + segment / 3

    init() throws { folder = try TemporaryFolder() }

    /// A log with some of its segments sealed.
    private func makeLog(sealing segments: Int) throws -> (log: TestLog, entries: [Entry]) {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 12, vault: log.vault)
        let frames = generator.frames(count: Self.count)
        try log.append(frames)
        for _ in 0..<segments { try log.seal() }
        return (log, try frames.flatMap { try $0.entries() })
    }

    private func entries(of log: TestLog, from sequence: UInt64 = 0) throws -> [Entry] {
        var entries: [Entry] = []
        try log.store.forEachEntry(from: sequence) { entry in
            entries.append(entry)
            return true
        }
        return entries
    }

    @Test(arguments: 0...4)
    func `However much is sealed, every entry is read as it was written`(segments: Int) throws {
        let (log, written) = try makeLog(sealing: segments)
        for opening in 0..<2 {
            if opening == 1 { log.close() }
            let log = opening == 0 ? log : try TestLog.open(at: folder.data)
            #expect(try log.store.sealedEnd == UInt64(segments) * Self.segment)
            #expect(try entries(of: log) == written)
            for start in [1, Self.segment - 1, Self.segment, 2 * Self.segment + 7, Self.count - 1] {
                #expect(try entries(of: log, from: start) == Array(written[Int(start)...]))
                #expect(try log.store.entry(at: start) == written[Int(start)])
            }
            #expect(try log.store.entry(at: Self.count) == nil)
            var taken = 0
            try log.store.forEachEntry { _ in
                taken += 1
                return taken < 300
            }
            #expect(taken == 300)
        }
    }

    @Test func `Sealing changes neither the root of the tree nor what verify finds`() throws {
        let (log, written) = try makeLog(sealing: 0)
        let before = try log.verify()
        for number in 1...4 {
            try log.seal()
            let report = try log.verify()
            #expect(report.problems == [])
            #expect(report.root == before.root)
            #expect(report.segments == UInt64(number))
            #expect(report.entries == UInt64(written.count))
            #expect(report.lastSequence == before.lastSequence)
            #expect(report.lastRecordedAt == before.lastRecordedAt)
        }
    }

    @Test func `The log goes on after its last segment, also when nothing else is left`() throws {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 3, vault: log.vault)
        try log.append(generator.frames(count: Self.segment))
        try log.seal()
        log.close()
        let reopened = try TestLog.open(at: folder.data)
        #expect(try reopened.store.nextSequence == Self.segment)
        let last = try reopened.store.segmentRecords[0].lastRecordedAt
        #expect(try reopened.store.lastRecordedAt == last)
        let next = generator.frame(
            Self.segment, count: 5, recordedAt: .start.advanced(by: 9_000_000))
        try reopened.append([next])
        #expect(try entries(of: reopened, from: Self.segment) == next.entries())
        #expect(try reopened.verify().problems == [])
    }

    @Test func `A segment that is not the next is refused and nothing changes`() throws {
        let (log, written) = try makeLog(sealing: 1)
        let record = try log.store.segmentRecords[0]
        let error = #expect(throws: LogError.self) { try log.store.swapIn(record) }
        #expect(error?.code == .notContiguous)
        #expect(try entries(of: log) == written)
    }

    @Test func `Readers see every entry while segments are sealed under them`() async throws {
        let (log, written) = try makeLog(sealing: 0)
        let store = try log.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for reader in 0..<3 {
                group.addTask { try Self.read(store, seed: UInt64(reader)) }
            }
            for _ in 0..<4 {
                try log.seal()
                await Task.yield()
            }
            try await group.waitForAll()
        }
        #expect(try entries(of: log) == written)
    }

    private static func read(_ store: LogStore, seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<8 {
            var next: UInt64 = 0
            try store.forEachEntry { entry in
                if entry.sequence == next { next += 1 }
                return true
            }
            #expect(next == count)
            for _ in 0..<50 {
                let sequence = UInt64.random(in: 0..<count, using: &generator)
                #expect(try store.entry(at: sequence)?.sequence == sequence)
            }
        }
    }

    @Test func `What a sealing that was cut off left behind is removed at the next start`() throws {
        let (log, written) = try makeLog(sealing: 1)
        _ = try log.makeSegmentFile()
        log.close()
        let segments = folder.data + "/segments"
        try write([1, 2, 3], to: segments + "/0000000000000200.seg.new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: segments).count == 3)
        let reopened = try TestLog.open(at: folder.data)
        #expect(try FileManager.default.contentsOfDirectory(atPath: segments).count == 1)
        #expect(try entries(of: reopened) == written)
    }

    @Test func `A segment file that is gone or damaged is an error that names it`() throws {
        let (log, written) = try makeLog(sealing: 3)
        log.close()
        let path = folder.data + "/segments/0000000000000100.seg"
        var bytes = try bytes(of: path)
        bytes[200] ^= 4
        try write(bytes, to: path)
        let damaged = try TestLog.open(at: folder.data)
        #expect(try damaged.store.entry(at: 0) == written[0])
        #expect(try damaged.store.entry(at: 600) == written[600])
        let error = #expect(throws: LogError.self) { try entries(of: damaged) }
        #expect(error?.code == .damaged)
        #expect(error?.place.contains("0000000000000100.seg") == true)
        let report = try damaged.verify()
        #expect(report.problems.map(\.code) == [.damaged])
        #expect(report.entries == Self.count - Self.segment)
        #expect(report.root == nil)
        damaged.close()

        try FileManager.default.removeItem(atPath: path)
        let missing = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
        #expect(missing?.code == .damaged)
        #expect(missing?.place.contains("0000000000000100.seg") == true)
    }

    @Test func `A changed byte in the manifest is found at the start`() throws {
        let (log, _) = try makeLog(sealing: 2)
        let row = try log.store.segmentRecords[1].encoded
        log.close()
        let path = folder.data + "/log/data.mdb"
        for offset in [0, 5, 20, 50, 80, 100, row.count - 1] {
            var data = try bytes(of: path)
            var places: [Int] = []
            var start = 0
            while let found = data[start...].firstRange(of: row)?.lowerBound {
                places.append(found)
                start = found + 1
            }
            try #require(!places.isEmpty)
            // Pages that LMDB does not use any more may hold the row too.
            for place in places { data[place + offset] ^= 1 }
            try write(data, to: path)
            let error = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
            #expect([.damaged, .newerVersion].contains(error?.code))
            for place in places { data[place + offset] ^= 1 }
            try write(data, to: path)
        }
        _ = try TestLog.open(at: folder.data)
    }
}

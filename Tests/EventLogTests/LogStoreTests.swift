import EventLog
import LedgerCore
import LedgerTesting
import Testing
import Transparency

@Suite struct LogStoreTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: 0..<6)
    func `A log of many commits reads the same by point, by scan and after a reopening`(
        seed: UInt64
    ) throws {
        let made = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: seed, vault: made.vault)
        let frames = generator.frames(count: 1_500)
        let entries = try frames.flatMap { try $0.entries() }
        var rest = frames[...]
        while !rest.isEmpty {
            let commit = rest.prefix(Int.random(in: 1...9, using: &generator.random))
            try made.append(Array(commit))
            rest = rest.dropFirst(commit.count)
        }
        #expect(try made.store.nextSequence == 1_500)
        #expect(try made.store.lastRecordedAt == frames.last?.recordedAt)
        try expect(entries, in: made.store)

        made.close()
        let reopened = try TestLog.open(at: folder.data)
        #expect(try reopened.store.nextSequence == 1_500)
        #expect(try reopened.store.lastRecordedAt == frames.last?.recordedAt)
        #expect(try reopened.store.identity == EntryGenerator.identity)
        try expect(entries, in: reopened.store)
        let more = generator.frames(from: 1_500, count: 300)
        try reopened.append(more)
        try expect(entries + more.flatMap { try $0.entries() }, in: reopened.store)
        #expect(try reopened.verify().problems == [])
    }

    private func expect(_ entries: [Entry], in store: LogStore) throws {
        var scanned: [Entry] = []
        try store.forEachFrame(from: 0) { frame throws(LogError) in
            scanned += try frame.entries()
            return true
        }
        #expect(scanned == entries)
        for entry in entries { #expect(try store.entry(at: entry.sequence) == entry) }
        #expect(try store.entry(at: UInt64(entries.count)) == nil)
        #expect(try store.entry(at: .max) == nil)
    }

    @Test func `A walk begins in the frame of its sequence and ends when it is told`() throws {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 1, vault: log.vault)
        try log.append([
            generator.frame(0, count: 10), generator.frame(10, count: 1),
            generator.frame(11, count: 20),
        ])
        for (start, expected): (UInt64, [UInt64]) in [
            (0, [0, 10, 11]), (9, [0, 10, 11]), (10, [10, 11]), (11, [11]), (30, [11]), (31, []),
            (.max, []),
        ] {
            var firsts: [UInt64] = []
            try log.store.forEachFrame(from: start) { frame in
                firsts.append(frame.firstSequence)
                return true
            }
            #expect(firsts == expected, "from \(start)")
        }
        var count = 0
        try log.store.forEachFrame(from: 0) { _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }

    @Test func `A walk over many steps of the store sees every frame once`() throws {
        let log = try TestLog.create(at: folder.data)
        var firsts: [UInt64] = []
        for sequence: UInt64 in 0..<24 {
            var builder = FrameBuilder(firstSequence: sequence, recordedAt: .start)
            var body = ProfileChanged()
            body.document = String(repeating: "d", count: 500_000)
            builder.append(
                Entry(
                    sequence: sequence, recordedAt: .start, tenant: "t", actor: .ledger,
                    body: .profileChanged(body)))
            try log.append([builder.frame()])
        }
        try log.store.forEachFrame(from: 0) { frame in
            firsts.append(frame.firstSequence)
            return true
        }
        #expect(firsts == Array(0..<24))
    }

    @Test func `An append that does not continue the log writes nothing`() throws {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 2, vault: log.vault)
        try log.append([generator.frame(0, count: 10)])
        let earlier = Timestamp.start.advanced(by: -1)
        let good = generator.frame(10, count: 5)
        var large = FrameBuilder(firstSequence: 15, recordedAt: .start)
        var body = ProfileChanged()
        body.document = String(repeating: "d", count: Limits.frameBytes)
        large.append(
            Entry(
                sequence: 15, recordedAt: .start, tenant: "t", actor: .ledger,
                body: .profileChanged(body)))
        let largeFrame = large.frame()
        for frames in [
            [generator.frame(9, count: 1)], [generator.frame(11, count: 1)],
            [good, generator.frame(16, count: 1)], [good, good],
            [good, generator.frame(15, count: 1, recordedAt: earlier)],
            [generator.frame(10, count: 247)], [good, largeFrame],
        ] {
            let error = #expect(throws: LogError.self) { try log.append(frames) }
            #expect(error?.code == .notContiguous)
        }
        #expect(try log.store.nextSequence == 10)
        #expect(try log.store.entry(at: 10) == nil)
        log.close()
        #expect(try TestLog.open(at: folder.data).store.nextSequence == 10)
    }

    @Test func `An empty log opens empty`() throws {
        try TestLog.create(at: folder.data).close()
        let log = try TestLog.open(at: folder.data)
        #expect(try log.store.nextSequence == 0)
        #expect(try log.store.lastRecordedAt == nil)
        #expect(try log.store.entry(at: 0) == nil)
        var empty = LogReport()
        empty.root = TreeHash.empty
        #expect(try log.verify() == empty)
    }

    @Test func `A creation that was cut off after its first commit starts over`() throws {
        let first = try TestLog.create(at: folder.data, isFinished: false)
        var generator = try EntryGenerator(seed: 2, vault: first.vault)
        try first.append([generator.frame(0, count: 10)])
        first.close()
        let second = try TestLog.create(at: folder.data)
        #expect(try second.store.nextSequence == 0)
        second.close()
        #expect(try TestLog.open(at: folder.data).store.nextSequence == 0)
    }
}

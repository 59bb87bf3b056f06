import EventLog
import LMDB
import LedgerCore
import OpenSSL
import LedgerTesting
import Testing
import Transparency

@Suite struct LogVerifierTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A closed log of many entries in some frames.
    private func makeLog(count: UInt64 = 1_000) throws -> [Frame] {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 5, vault: log.vault)
        let frames = generator.frames(count: count)
        try log.append(frames)
        log.close()
        return frames
    }

    /// Changes one byte of each of some frames inside the closed data file.
    private func damage(_ frames: [Frame], at place: (Frame) -> Int) throws {
        let path = folder.data + "/log/data.mdb"
        var data = try bytes(of: path)
        for frame in frames {
            let start = try #require(data.firstRange(of: frame.bytes)?.lowerBound)
            data[start + place(frame)] ^= 0x10
        }
        try write(data, to: path)
    }

    @Test func `A sound log has no problems and is counted`() throws {
        let frames = try makeLog()
        let log = try TestLog.open(at: folder.data)
        var progress: [UInt64] = []
        let report = try LogVerifier.verify(log.store, secrets: log.secrets) { done, total in
            #expect(total == 1_000)
            progress.append(done)
        }
        #expect(progress == frames.map(\.nextSequence))
        var expected = LogReport()
        expected.entries = 1_000
        expected.frames = UInt64(frames.count)
        expected.bytes = frames.reduce(0) { $0 + UInt64($1.bytes.count) }
        expected.firstSequence = 0
        expected.lastSequence = 999
        expected.lastRecordedAt = frames.last?.recordedAt
        expected.root = try root(of: frames, blinding: log.secrets.blinding)
        #expect(report == expected)
    }

    /// The root over the leaves as an auditor would compute it: halves of halves (RFC 6962 section
    /// 2.1).
    private func root(of frames: [Frame], blinding: Blinding) throws -> Digest {
        func root(_ hashes: ArraySlice<Digest>) -> Digest {
            guard hashes.count > 1 else { return hashes[hashes.startIndex] }
            var half = 1
            while half * 2 < hashes.count { half *= 2 }
            let middle = hashes.startIndex + half
            return TreeHash.node(root(hashes[..<middle]), root(hashes[middle...]))
        }
        let leaves = try frames.flatMap { try $0.entries() }.map {
            TreeHash.leaf($0.leaf(blind: blinding.blind(of: $0.sequence)))
        }
        return root(leaves[...])
    }

    @Test func `Every frame with a changed byte is listed and the walk goes on`() throws {
        let frames = try makeLog()
        let bad = [frames[1], frames[10], frames[frames.count - 1]]
        try damage(bad) { $0.bytes.count / 2 }

        let error = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
        #expect(error?.code == .damaged)
        let report = try TestLog.openUnverified(at: folder.data).verify()
        #expect(report.problems.map(\.place) == bad.map { "frame \($0.firstSequence)" })
        #expect(report.problems.allSatisfy { $0.code == .damaged })
        #expect(report.frames == UInt64(frames.count))
        #expect(report.entries == 1_000 - bad.reduce(0) { $0 + UInt64($1.count) })
    }

    @Test func `A changed byte before the tail is found when its frame is read`() throws {
        let frames = try makeLog(count: 4_000)
        try damage([frames[5]]) { $0.bytes.count - 1 }
        let store = try TestLog.open(at: folder.data).store
        #expect(try store.entry(at: frames[4].firstSequence) != nil)
        #expect(try store.entry(at: frames[6].firstSequence) != nil)
        for read in [
            { _ = try store.entry(at: frames[5].firstSequence) },
            { try store.forEachFrame(from: 0) { _ in true } },
        ] {
            let error = #expect(throws: LogError.self, performing: read)
            #expect(error?.code == .damaged)
            #expect(error?.place == "frame \(frames[5].firstSequence)")
        }
    }

    @Test func `A frame that is gone is found at its place`() throws {
        let frames = try makeLog()
        let missing = frames[frames.count - 3]
        try changeFrames { transaction, database in
            let key = missing.key
            try transaction.delete(key.span, in: database)
        }
        let place = "frame \(missing.nextSequence)"
        let error = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
        #expect(error?.code == .damaged)
        #expect(error?.place == place)
        let report = try TestLog.openUnverified(at: folder.data).verify()
        #expect(report.problems.map(\.place) == [place])
    }

    @Test func `A log without its first frame does not open`() throws {
        let first = try makeLog(count: 4_000)[0]
        try changeFrames { transaction, database in
            let key = first.key
            try transaction.delete(key.span, in: database)
        }
        let error = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
        #expect(error?.code == .damaged)
        let report = try TestLog.openUnverified(at: folder.data).verify()
        #expect(report.problems.map(\.place) == ["frame \(first.nextSequence)"])
    }

    @Test func `A frame under another's key is found`() throws {
        let frames = try makeLog()
        try changeFrames { transaction, database in
            let (key, bytes) = (frames[3].key, frames[2].bytes)
            try transaction.put(key.span, bytes.span, in: database)
        }
        let report = try TestLog.openUnverified(at: folder.data).verify()
        #expect(report.problems.map(\.code) == [.damaged])
        let sentence = try #require(report.problems.first?.sentence)
        #expect(sentence.contains("frame \(frames[2].firstSequence)"))
    }

    @Test func `A sound frame in a form that no writer makes is a problem`() throws {
        let frames = try makeLog()
        // One more term, which no row names; the count and each length take one byte here.
        var bytes = Array(frames[2].bytes.dropLast(32))
        let countAt = 28
        var end = countAt + 1
        for _ in 0..<bytes[countAt] { end += 1 + Int(bytes[end]) }
        bytes.insert(contentsOf: [1, UInt8(ascii: "x")], at: end)
        bytes[countAt] += 1
        let changed = bytes + SHA256.digest(of: bytes)
        try changeFrames { transaction, database in
            let key = frames[2].key
            try transaction.put(key.span, changed.span, in: database)
        }
        let report = try TestLog.openUnverified(at: folder.data).verify()
        #expect(report.problems.map(\.place) == ["frame \(frames[2].firstSequence)"])
        #expect(report.entries == 1_000)
    }

    /// Changes the database `frames` of the closed log behind the store's back.
    private func changeFrames(
        _ body: (inout WriteTransaction, Database) throws -> Void
    ) throws {
        let environment = try Environment(
            path: folder.data + "/log", mapSize: 1 << 30, maxDatabases: 2)
        let database = try environment.database(named: "frames")
        var transaction = try environment.beginWrite()
        try body(&transaction, database)
        try transaction.commit()
    }

    @Test func `A log that begins with another ledger's first entry is a problem`() throws {
        let log = try TestLog.create(at: folder.data)
        var builder = FrameBuilder(firstSequence: 0, recordedAt: .start)
        var created = LedgerCreated()
        created.ledger = "ffffffffffffffffffffffffffffffff"
        created.entriesPerSegment = Int64(EntryGenerator.identity.entriesPerSegment)
        builder.append(
            Entry(
                sequence: 0, recordedAt: .start, tenant: "ledger", actor: .ledger,
                body: .ledgerCreated(created)))
        try log.append([builder.frame()])
        #expect(try log.verify().problems.map(\.place) == ["entry 0"])
    }

    @Test func `A leaf that is too long is a problem`() throws {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 5, vault: log.vault)
        var builder = FrameBuilder(firstSequence: 1, recordedAt: .start)
        var body = ProfileChanged()
        body.document = String(repeating: "d", count: Limits.leafBytes)
        builder.append(
            Entry(
                sequence: 1, recordedAt: .start, tenant: "t", actor: .ledger,
                body: .profileChanged(body)))
        try log.append([generator.frame(0, count: 1), builder.frame()])
        let problems = try log.verify().problems
        #expect(problems.map(\.place) == ["frame 1, entry 1"])
        #expect(problems.first?.sentence.contains("leaf") == true)
    }

    @Test func `A forged commitment is a problem unless its key was erased`() throws {
        let log = try TestLog.create(at: folder.data)
        var generator = try EntryGenerator(seed: 5, vault: log.vault)
        var values = PersonalValues()
        values.ip = "192.0.2.1"
        let forged = try log.vault.seal(values, holder: "principal0").withFlippedBit(at: 0)
        let sound = try log.vault.seal(values, holder: "principal1")
        var builder = FrameBuilder(firstSequence: 1, recordedAt: .start)
        builder.append(
            Entry(
                sequence: 1, recordedAt: .start, tenant: "t", actor: .ledger, personal: forged,
                actorPersonal: sound, body: .tenantClosed(TenantClosed())))
        try log.append([generator.frame(0, count: 1), builder.frame()])
        #expect(try log.verify().problems.map(\.place) == ["frame 1, personal value 0"])
        try log.vault.erase(holder: "principal0")
        #expect(try log.verify().problems == [])
    }
}

extension Frame {
    /// The key that a store keeps the frame under.
    fileprivate var key: [UInt8] {
        (0..<8).reversed().map { UInt8(truncatingIfNeeded: firstSequence >> UInt64(8 * $0)) }
    }
}

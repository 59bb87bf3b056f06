import EventLog
import LedgerCore
import LedgerTesting
import OpenSSL
import Testing
import Transparency

/// A segment's worth of entries, in frames.
struct SegmentSample {
    var entries: [Entry] = []
    var frames: [Frame] = []
    var first: UInt64 { entries.first?.sequence ?? 0 }

    /// The blinds of the leaves.
    static func blinding() throws -> Blinding {
        try Blinding(key: [UInt8](repeating: 0x42, count: 32))
    }

    /// Entries of every type with anything in their fields, in frames of random lengths.
    /// - Parameter usage: of ten entries, how many are usage records.
    static func random(
        seed: UInt64, first: UInt64 = 65_536, count: Int = 256, usage: Int = 5
    ) -> SegmentSample {
        var fields = RandomFields(random: SplitMix64(seed: seed))
        var personals = (0..<12).map { fields.personal($0) }
        personals += [fields.personal(0)]
        var sample = SegmentSample()
        var time = Timestamp.start
        while sample.entries.count < count {
            let room = count - sample.entries.count
            let length = Int.random(in: 1...min(room, 70), using: &fields.random)
            time = time.advanced(by: .random(in: 0...2_000_000, using: &fields.random))
            let next = first + UInt64(sample.entries.count)
            var builder = FrameBuilder(firstSequence: next, recordedAt: time)
            for index in 0..<length {
                let type =
                    Int.random(in: 0..<10, using: &fields.random) < usage
                    ? EntryType.usageRecorded
                    : EntryType.allCases.randomElement(using: &fields.random) ?? .usageRecorded
                let entry = fields.entry(
                    type, next + UInt64(index), recordedAt: time, personals: personals)
                sample.entries.append(entry)
                builder.append(entry)
            }
            sample.frames.append(builder.frame())
        }
        return sample
    }

    /// Entries of which there is little to store, in one frame: a small file to change bit by bit.
    static func small() -> SegmentSample {
        var fields = RandomFields(random: SplitMix64(seed: 99))
        let personal = fields.personal(1)
        var sample = SegmentSample()
        var builder = FrameBuilder(firstSequence: 0, recordedAt: .start)
        for sequence in 0..<256 as Range<UInt64> {
            var usage = UsageRecorded()
            usage.operation = "operation \(sequence % 3)"
            usage.durationUs = Int64(sequence * sequence % 700)
            var entry = Entry(
                sequence: sequence, recordedAt: .start, tenant: "tenant", actor: .ledger,
                key: "key_ABCDEFGHIJKLMNOPQRST1\(sequence % 4)", body: .usageRecorded(usage))
            if sequence.isMultiple(of: 50) {
                entry.body = .keyRenamed(KeyRenamed())
                entry.id = fields.digits(32)
                entry.personal = personal
            }
            sample.entries.append(entry)
            builder.append(entry)
        }
        sample.frames = [builder.frame()]
        return sample
    }

    /// The hashes over the leaves.
    func tree() throws -> SubtreeHashes {
        let blinding = try Self.blinding()
        var tree = SubtreeHashes()
        for entry in entries {
            tree.append(TreeHash.leaf(entry.leaf(blind: blinding.blind(of: entry.sequence))))
        }
        return tree
    }

    /// How a key was used before: something that its id tells.
    static func use(_ key: String) -> KeyUse {
        var use = KeyUse()
        let size = key.utf8.reduce(0) { $0 + Int64($1) }
        use.usageCount = size.isMultiple(of: 3) ? Int128(size) << 70 : Int128(size)
        if size.isMultiple(of: 2) {
            use.lastUsed = Timestamp(microseconds: size * 1_000)
            use.lastSeen = use.lastUsed?.advanced(by: size.isMultiple(of: 4) ? 7 : 0)
        } else if size.isMultiple(of: 5) {
            use.lastSeen = Timestamp(microseconds: -size)
        }
        return use
    }

    func seal(in folder: String) throws -> SegmentRecord {
        var sealer = try sealer()
        for frame in frames { try sealer.append(frame) }
        return try sealer.seal(in: folder, use: Self.use)
    }

    /// A sealer of this segment.
    func sealer() throws -> SegmentSealer {
        SegmentSealer(
            sequences: first..<(first + UInt64(entries.count)), blinding: try Self.blinding(),
            hashing: Self.hashing)
    }

    static let hashing = IDHashing(key: (3, 4))
}

extension RandomFields {
    fileprivate mutating func personal(_ number: Int) -> SealedPersonal {
        let holder =
            number.isMultiple(of: 2)
            ? "key_ABCDEFGHIJKLMNOPQRST\(10 + number / 2)" : "holder \(number % 5)"
        return SealedPersonal(
            holder: holder,
            commitment: Digest(
                words: (random.next(), random.next(), random.next(), random.next())),
            ciphertext: (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            })
    }

    fileprivate mutating func entry(
        _ type: EntryType, _ sequence: UInt64, recordedAt: Timestamp, personals: [SealedPersonal]
    ) -> Entry {
        var entry = Entry(
            sequence: sequence, recordedAt: recordedAt,
            tenant: "tenant \(Int.random(in: 0..<4, using: &random))", actor: Actor(),
            body: EntryBody.read(type, from: &self))
        entry.actor.visit(&self)
        if !Int.random(in: 0..<6, using: &random).isMultiple(of: 6) { entry.key = key() }
        if Bool.random(using: &random) {
            let offset = Int.random(in: 0..<9, using: &random) == 0 ? integer() : 1_000
            entry.time = recordedAt.advanced(by: offset)
        }
        if Bool.random(using: &random) { entry.source = text() }
        if Bool.random(using: &random) { entry.id = text() }
        if Bool.random(using: &random) { entry.personal = personals.randomElement(using: &random) }
        if Bool.random(using: &random) {
            entry.actorPersonal = personals.randomElement(using: &random)
        }
        if Bool.random(using: &random) { entry.defaulted = ["quantities", "time"] }
        return entry
    }
}

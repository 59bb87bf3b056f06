import EventLog
import LedgerCore
import LedgerTesting

/// Makes logs of random entries: the first names the ledger, the others are of several types, with
/// and without each optional part.
struct EntryGenerator {
    static let identity = LedgerIdentity(
        ledger: "000102030405060708090a0b0c0d0e0f", entriesPerSegment: 256)

    var random: SplitMix64
    let vault: any PersonalSealing

    init(seed: UInt64, vault: any PersonalSealing) {
        random = SplitMix64(seed: seed)
        self.vault = vault
    }

    mutating func entry(_ sequence: UInt64, recordedAt: Timestamp) -> Entry {
        guard sequence > 0 else { return first(recordedAt: recordedAt) }
        var entry = Entry(
            sequence: sequence, recordedAt: recordedAt, tenant: name("tenant", of: 5),
            actor: Actor(
                credential: maybe { $0.name("key_admin", of: 3) },
                principal: maybe { $0.name("principal", of: 4) }, surface: .http),
            body: body())
        entry.key = maybe { $0.name("key", of: 20) }
        entry.time = maybe { recordedAt.advanced(by: -.random(in: 0...90_000, using: &$0.random)) }
        entry.source = maybe { $0.name("source", of: 3) }
        entry.id = maybe { String(UInt64.random(in: 0 ... .max, using: &$0.random), radix: 36) }
        entry.personal = maybe { $0.personal() }
        entry.actorPersonal = maybe { $0.personal() }
        entry.defaulted = maybe { _ in ["quantities", "time"] } ?? []
        return entry
    }

    /// A frame of the next entries of a log.
    mutating func frame(_ first: UInt64, count: Int, recordedAt: Timestamp = .start) -> Frame {
        var builder = FrameBuilder(firstSequence: first, recordedAt: recordedAt)
        for index in 0..<count {
            builder.append(entry(first + UInt64(index), recordedAt: recordedAt))
        }
        return builder.frame()
    }

    /// Frames of random lengths that make a log of `count` entries and cross no segment's end.
    mutating func frames(from start: UInt64 = 0, count: UInt64) -> [Frame] {
        var frames: [Frame] = []
        var next = start
        while next < start + count {
            let segment = EntryGenerator.identity.entriesPerSegment
            let room = min(segment - next % segment, start + count - next)
            let length = UInt64.random(in: 1...min(room, 40), using: &random)
            let time = Timestamp.start.advanced(by: Int64(next / 100) * 1_000)
            frames.append(frame(next, count: Int(length), recordedAt: time))
            next += length
        }
        return frames
    }

    private func first(recordedAt: Timestamp) -> Entry {
        var created = LedgerCreated()
        created.ledger = EntryGenerator.identity.ledger
        created.entriesPerSegment = Int64(EntryGenerator.identity.entriesPerSegment)
        return Entry(
            sequence: 0, recordedAt: recordedAt, tenant: "ledger", actor: .ledger,
            body: .ledgerCreated(created))
    }

    private mutating func body() -> EntryBody {
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            var denied = UsageDenied()
            denied.code = name("code", of: 4)
            denied.operation = name("operation", of: 9)
            return .usageDenied(denied)
        case 1:
            var created = KeyCreated()
            created.caps = [Cap(meter: Meter.calls, period: .day, limit: 1_000)]
            created.hint = name("kl_", of: 30)
            created.scopes = [name("scope", of: 3)]
            created.secret = Digest(
                words: (random.next(), random.next(), random.next(), random.next()))
            return .keyCreated(created)
        case 2:
            return .tenantClosed(TenantClosed())
        default:
            var recorded = UsageRecorded()
            recorded.operation = name("operation é ✓", of: 9)
            recorded.quantities = .oneCall
            recorded.durationUs = maybe { .random(in: 0...1_000_000, using: &$0.random) }
            recorded.status = maybe { .random(in: 100...599, using: &$0.random) }
            recorded.flags = maybe { _ in [.overCap] } ?? []
            return .usageRecorded(recorded)
        }
    }

    private mutating func personal() -> SealedPersonal {
        var values = PersonalValues()
        values.ip = "192.0.2.\(Int.random(in: 0..<8, using: &random))"
        values.userAgent = maybe { $0.name("agent \"quoted\" / ü", of: 3) }
        return vault.seal(values, holder: name("principal", of: 6))
    }

    private mutating func name(_ stem: String, of count: Int) -> String {
        "\(stem)\(Int.random(in: 0..<count, using: &random))"
    }

    private mutating func maybe<Value>(_ make: (inout EntryGenerator) -> Value) -> Value? {
        Bool.random(using: &random) ? make(&self) : nil
    }
}

extension Timestamp {
    /// 2026-11-21T03:05:00Z, when the logs of these tests begin.
    static let start = Timestamp(microseconds: 1_795_230_300_000_000)
}

/// Seals by a formula that needs no keys, for tests of frames alone.
struct PlainSealing: PersonalSealing {
    func seal(_ values: PersonalValues, holder: String) -> SealedPersonal {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 1)
        for byte in Array(holder.utf8) + values.canonical {
            words.0 = words.0 &* 31 &+ UInt64(byte)
        }
        return SealedPersonal(
            holder: holder, commitment: Digest(words: words), ciphertext: values.canonical)
    }
}

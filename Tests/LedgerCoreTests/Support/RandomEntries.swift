import LedgerCore
import LedgerTesting
import Testing

/// Which optional fields a random value has.
enum Presence: CaseIterable {
    case none
    case all
    case some
}

/// Fills the fields of a group at random.
struct RandomFilling: FieldVisitor {
    var generator: SplitMix64
    let presence: Presence

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        guard let random = random(Value.self) else {
            Issue.record("\(Value.self), the kind of field \(name), is no ValueKind.")
            return
        }
        value = random
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        guard isPresent() else {
            value = nil
            return
        }
        var present = Value.placeholder
        required(name, number, &present)
        value = present
    }

    mutating func isPresent() -> Bool {
        switch presence {
        case .none: false
        case .all: true
        case .some: generator.chance(oneIn: 2)
        }
    }

    private mutating func random<Value: FieldValue>(_ type: Value.Type) -> Value? {
        guard let kind = type as? any ValueKind.Type else { return nil }
        return kind.random(using: &generator) as? Value
    }
}

extension RandomFilling: PayloadSource {
    mutating func payload<Payload: EntryPayload>() -> Payload {
        var payload = Payload()
        payload.visit(&self)
        return payload
    }
}

extension Entry {
    /// An entry of `type` with anything in its fields.
    static func random(
        _ type: EntryType, presence: Presence, using generator: inout SplitMix64
    ) -> Entry {
        var filling = RandomFilling(generator: generator, presence: presence)
        var entry = Entry(
            sequence: .random(using: &filling.generator),
            recordedAt: .random(using: &filling.generator),
            tenant: .random(using: &filling.generator), actor: Actor(),
            body: EntryBody.read(type, from: &filling))
        entry.actor.visit(&filling)
        filling.optional("key", 1, &entry.key)
        filling.optional("time", 2, &entry.time)
        filling.optional("source", 3, &entry.source)
        filling.optional("id", 4, &entry.id)
        if filling.isPresent() { entry.personal = .random(using: &filling.generator) }
        if filling.isPresent() { entry.actorPersonal = .random(using: &filling.generator) }
        if filling.isPresent() { filling.required("defaulted", 5, &entry.defaulted) }
        generator = filling.generator
        return entry
    }
}

extension SealedPersonal {
    /// The commitment is random, as a hash is; a frame takes it for the name of all the rest.
    static func random(using generator: inout SplitMix64) -> SealedPersonal {
        SealedPersonal(
            holder: .random(using: &generator), commitment: .random(using: &generator),
            ciphertext: generator.bytes(.random(in: 0..<80, using: &generator)))
    }
}

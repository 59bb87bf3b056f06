import LedgerCore
import LedgerTesting

/// Fills the fields of an entry at random: texts that repeat, texts that encodings get wrong,
/// integers of every length.
struct RandomFields: FieldVisitor, PayloadSource {
    var random: SplitMix64

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        value = make(Value.self) ?? value
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        value = Bool.random(using: &random) ? make(Value.self) : nil
    }

    mutating func payload<Payload: EntryPayload>() -> Payload {
        var payload = Payload()
        payload.visit(&self)
        return payload
    }

    private mutating func make<Value: FieldValue>(_ type: Value.Type) -> Value? {
        switch type {
        case is String.Type: text() as? Value
        case is Term.Type: Term(text()) as? Value
        case is Int64.Type: integer() as? Value
        case is UInt64.Type: UInt64(bitPattern: integer()) as? Value
        case is Int128.Type: (Int128(integer()) << 64 | Int128(integer())) as? Value
        case is Timestamp.Type: Timestamp(microseconds: integer()) as? Value
        case is Digest.Type:
            Digest(words: (random.next(), random.next(), random.next(), random.next())) as? Value
        case is Month.Type: Month(ordinal: .random(in: 0..<119_000, using: &random)) as? Value
        case is Flag.Type: Flag() as? Value
        case is Quantities.Type: quantities() as? Value
        case let list as any RandomList.Type: list.make(using: &self) as? Value
        case let group as any FieldGroup.Type: self.group(group) as? Value
        case let word as any Word.Type: self.word(word) as? Value
        default: nil
        }
    }

    private mutating func group<Group: FieldGroup>(_ type: Group.Type) -> Group {
        var group = Group()
        group.visit(&self)
        return group
    }

    private mutating func word<Item: Word>(_ type: Item.Type) -> Item? {
        Item.allCases.randomElement(using: &random)
    }

    fileprivate mutating func list<Element: FieldValue>(of type: Element.Type) -> [Element] {
        (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in make(type) }
    }

    /// A text of up to 255 bytes.
    mutating func text() -> String {
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            ["", "\"\\\n\u{0}", "é", "e\u{301}", "👩‍👩‍👧", "\u{10FFFF}"].randomElement(using: &random)
                ?? ""
        case 1: String(repeating: "x", count: .random(in: 0...255, using: &random))
        case 2: digits(32)
        case 3: uuid()
        case 4: nearly(Int.random(in: 0..<2, using: &random) == 0 ? digits(32) : uuid())
        default: "term \(Int.random(in: 0..<20, using: &random))"
        }
    }

    /// An integer of any number of bits.
    mutating func integer() -> Int64 {
        Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
    }

    mutating func digits(_ count: Int) -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<count).compactMap { _ in digits.randomElement(using: &random) })
    }

    mutating func uuid() -> String {
        [8, 4, 4, 4, 12].map { digits($0) }.joined(separator: "-")
    }

    /// A text with another ASCII character in one place, which may be the same again.
    private mutating func nearly(_ text: String) -> String {
        var bytes = Array(text.utf8)
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0..<128, using: &random)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An id of a key: of our own, of none, of another system.
    mutating func key() -> String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return "AKIA\(Int.random(in: 0..<9, using: &random))"
        case 1:
            return "key_"
                + String((0..<22).compactMap { _ in digits.randomElement(using: &random) })
        case 2:
            return ["key_", "key_0000000000000000000000", "key_zzzzzzzzzzzzzzzzzzzzzz", "key_é"]
                .randomElement(using: &random) ?? ""
        default: return "key_ABCDEFGHIJKLMNOPQRST\(Int.random(in: 10..<20, using: &random))"
        }
    }

    private mutating func quantities() -> Quantities {
        let meters = Set(
            (0..<Int.random(in: 0...9, using: &random)).map { _ in
                Int.random(in: 0..<12, using: &random)
            })
        return Quantities(
            meters.sorted().map { Quantities.Item(meter: "meter \($0)", quantity: integer()) })
            ?? .none
    }
}

/// An array of any kind of field.
private protocol RandomList {
    static func make(using fields: inout RandomFields) -> Self
}

extension Array: RandomList where Element: FieldValue {
    static func make(using fields: inout RandomFields) -> [Element] {
        fields.list(of: Element.self)
    }
}

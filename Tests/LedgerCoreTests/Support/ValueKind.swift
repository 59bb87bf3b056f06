import LedgerCore
import LedgerTesting

/// What the tests know of a kind of field value: its name in the format document, and random values
/// of it.
///
/// A kind without a conformance here fails the tests that meet it.
protocol ValueKind: FieldValue {
    static var kind: String { get }
    static func random(using generator: inout SplitMix64) -> Self
}

extension String: ValueKind {
    static var kind: String { "text" }

    /// Texts that an encoding is likely to get wrong: some that Unicode calls equal though their
    /// bytes are not.
    static let awkward: [String] = [
        "", "a", "\"", "\\", "\\\"/", "{\"a\":[1]}", "\u{0}", "\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}",
        "\r\n",
        "\u{7F}\u{80}", "é", "e\u{301}", "K", "\u{212A}", "\u{E9}\u{327}", "e\u{327}\u{301}",
        "\u{2028}\u{2029}\u{FEFF}\u{FFFD}\u{FFFF}", "𝄞", "👩‍👩‍👧‍👦", "🇩🇪", "\u{10FFFF}",
        String(repeating: "x", count: 255), String(repeating: "\u{1}", count: 255),
        String(repeating: "ü", count: 127) + "!", String(repeating: "🔥", count: 63) + "abc",
    ]

    static func random(using generator: inout SplitMix64) -> String {
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return generator.element(of: awkward)
        case 1: return "term_\(Int.random(in: 0..<300, using: &generator))"
        default:
            let count = Int.random(in: 0..<40, using: &generator)
            return String(
                String.UnicodeScalarView(
                    (0..<count).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0...0x10_FFFF, using: &generator))
                    }))
        }
    }
}

extension Term: ValueKind {
    static var kind: String { "term" }
    static func random(using generator: inout SplitMix64) -> Term {
        Term(.random(using: &generator))
    }
}

extension FixedWidthInteger {
    /// The ends of the range, what lies about powers of two, and numbers of every length.
    static func extreme(using generator: inout SplitMix64) -> Self {
        if generator.chance(oneIn: 4) { return generator.element(of: [.min, .max, 0, 1, 0 &- 1]) }
        let length = Int.random(in: 0..<bitWidth, using: &generator)
        let power = Self(1) << length
        if generator.chance(oneIn: 2) { return power &- (generator.chance(oneIn: 2) ? 1 : 0) }
        return Self.random(in: .min ... .max, using: &generator) >> length
    }
}

extension Int64: ValueKind {
    static var kind: String { "integer" }
    static func random(using generator: inout SplitMix64) -> Int64 { extreme(using: &generator) }
}

extension UInt64: ValueKind {
    static var kind: String { "natural" }
    static func random(using generator: inout SplitMix64) -> UInt64 { extreme(using: &generator) }
}

extension Int128: ValueKind {
    static var kind: String { "total" }
    static func random(using generator: inout SplitMix64) -> Int128 { extreme(using: &generator) }
}

extension Timestamp: ValueKind {
    static var kind: String { "time" }
    static func random(using generator: inout SplitMix64) -> Timestamp {
        let range = representable
        return switch Int.random(in: 0..<4, using: &generator) {
        case 0: generator.element(of: [range.lowerBound, range.upperBound])
        case 1: Timestamp(microseconds: .extreme(using: &generator))
        default:
            Timestamp(
                microseconds: .random(
                    in: range.lowerBound.microseconds...range.upperBound.microseconds,
                    using: &generator))
        }
    }
}

extension Month: ValueKind {
    static var kind: String { "month" }
    static func random(using generator: inout SplitMix64) -> Month {
        let range = writable.lowerBound.ordinal...writable.upperBound.ordinal
        return Month(ordinal: .random(in: range, using: &generator))
    }
}

extension Digest: ValueKind {
    static var kind: String { "digest" }
    static func random(using generator: inout SplitMix64) -> Digest {
        Digest(words: (generator.next(), generator.next(), generator.next(), generator.next()))
    }
}

extension Flag: ValueKind {
    static var kind: String { "flag" }
    static func random(using generator: inout SplitMix64) -> Flag { Flag() }
}

extension Quantities: ValueKind {
    static var kind: String { "quantities" }
    static func random(using generator: inout SplitMix64) -> Quantities {
        let count = Int.random(in: 0...8, using: &generator)
        let items = Set((0..<count).map { _ in Int.random(in: 0..<100, using: &generator) }).map {
            Item(meter: "meter_\($0)", quantity: .extreme(using: &generator))
        }
        return Quantities(items) ?? .none
    }
}

extension Array: ValueKind where Element: ValueKind {
    static var kind: String { "list of \(Element.kind)" }
    static func random(using generator: inout SplitMix64) -> [Element] {
        let count = Int.random(in: 0..<5, using: &generator)
        return (0..<count).map { _ in Element.random(using: &generator) }
    }
}

extension ValueKind where Self: Word {
    static var kind: String { "word" }
    static func random(using generator: inout SplitMix64) -> Self {
        generator.element(of: Array(allCases))
    }
}

extension BackfillKind: ValueKind {}
extension CapPeriod: ValueKind {}
extension Outcome: ValueKind {}
extension PrincipalKind: ValueKind {}
extension Role: ValueKind {}
extension Surface: ValueKind {}
extension UsageFlag: ValueKind {}

extension ValueKind where Self: FieldGroup {
    static func random(using generator: inout SplitMix64) -> Self {
        var filling = RandomFilling(generator: generator, presence: .some)
        var value = Self()
        value.visit(&filling)
        generator = filling.generator
        return value
    }
}

extension Actor: ValueKind { static var kind: String { "actor" } }
extension Cap: ValueKind { static var kind: String { "cap" } }
extension MeterTotal: ValueKind { static var kind: String { "meter total" } }
extension PersonalValues: ValueKind { static var kind: String { "personal values" } }

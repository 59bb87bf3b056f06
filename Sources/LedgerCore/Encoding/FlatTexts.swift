/// Texts by number, their bytes one after the other: for who has many of them and asks for bytes.
/// To keep the texts themselves would count a reference to each, whenever one is looked at.
package struct FlatTexts: Sendable {
    /// The UTF-8 bytes of all of them.
    @usableFromInline package internal(set) var bytes: [UInt8] = []
    @usableFromInline var ends: [Int] = []

    /// None yet.
    package init() {}

    /// Makes room for some texts, and for their bytes.
    package mutating func reserveCapacity(_ count: Int, bytes: Int) {
        self.bytes.reserveCapacity(bytes)
        ends.reserveCapacity(count)
    }

    /// How many there are; their numbers are all below.
    package var count: Int { ends.count }

    /// Where in `bytes` the text of a number is.
    @inlinable
    package func range(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    /// The text of a number.
    package func text(_ number: Int) -> String {
        String(decoding: bytes[range(of: number)], as: UTF8.self)
    }

    /// Whether that is the text of a number.
    @inlinable
    package func has(_ text: Span<UInt8>, at number: Int) -> Bool {
        bytes.span.extracting(range(of: number)).hasSameBytes(as: text)
    }

    /// Gives each text, in the order of the numbers.
    package func forEach(_ body: (Span<UInt8>) -> Void) {
        for number in 0..<count { body(bytes.span.extracting(range(of: number))) }
    }

    /// Adds a text with the next number.
    package mutating func append(_ text: Span<UInt8>) {
        bytes.append(copying: text)
        ends.append(bytes.count)
    }

    /// Adds the text that `body` appends.
    @inlinable
    package mutating func append<Failure: Error>(
        _ body: (inout [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        try body(&bytes)
        ends.append(bytes.count)
    }

    /// Forgets all of them, and keeps the memory for the next.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}

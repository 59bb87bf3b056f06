/// Collects the texts and sealed personal values of a frame, and numbers them in the order in which
/// they come (see `FrameDictionary`).
///
/// What the decider shares with callers it does not touch where it need not: texts are kept as
/// bytes, and commitments beside the values that they are of.
package struct FrameDictionaryBuilder: Sendable {
    private var terms = FlatTexts()
    private var termIndex = FlatIndex()
    package private(set) var personals: [SealedPersonal] = []
    private var commitments: [Digest] = []
    private var personalIndex = FlatIndex()

    /// An empty one, which has allocated nothing.
    package init() {}

    /// An empty one with room for what some dozens of calls bring, so that it does not grow step by
    /// step.
    package static var roomy: FrameDictionaryBuilder {
        var builder = FrameDictionaryBuilder()
        builder.terms.reserveCapacity(64, bytes: 2_048)
        builder.termIndex = FlatIndex(slots: 256)
        builder.personals.reserveCapacity(64)
        builder.commitments.reserveCapacity(64)
        builder.personalIndex = FlatIndex(slots: 128)
        return builder
    }

    package var termCount: Int { terms.count }

    /// What the dictionary will take when it is stored, roughly; a frame is closed by its size.
    package private(set) var byteCount = 0

    /// The number of `term`, which is added where it is new.
    package mutating func number(of term: String) -> Int { number(of: term.utf8Span.span) }

    /// The number of a term, which is added where it is new.
    /// - Parameter text: UTF-8.
    package mutating func number(of text: Span<UInt8>) -> Int {
        let hash = QuickHash.hash(unsafe text.bytes)
        if let number = termIndex.find(hash, where: { terms.has(text, at: $0) }) { return number }
        let number = termCount
        terms.append(text)
        termIndex.insert(number, hash: hash)
        byteCount += text.count + 2
        return number
    }

    /// The number of `personal`, which is added where it is new. A commitment names holder and
    /// values.
    package mutating func number(of personal: SealedPersonal) -> Int {
        let commitment = personal.commitment
        // A commitment is a SHA-256 value: any word of it is a hash.
        let hash = commitment.words.0
        if let number = personalIndex.find(hash, where: { commitments[$0] == commitment }) {
            return number
        }
        let number = personals.count
        personals.append(personal)
        commitments.append(commitment)
        personalIndex.insert(number, hash: hash)
        byteCount += personal.holder.utf8.count + personal.ciphertext.count + 36
        return number
    }

    /// Gives the UTF-8 bytes of the terms, in the order of their numbers.
    package func forEachTerm(_ body: (Span<UInt8>) -> Void) { terms.forEach(body) }

    /// The text of a term.
    package func term(_ number: Int) -> String { terms.text(number) }

    /// The dictionary as whoever reads what was stored has it.
    package var built: FrameDictionary {
        FrameDictionary(terms: (0..<termCount).map(term), personals: personals)
    }
}

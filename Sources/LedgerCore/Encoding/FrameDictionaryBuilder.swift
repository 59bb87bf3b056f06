/// Collects the texts and sealed personal values of a frame, and numbers them in the order in which
/// they come (see `FrameDictionary`).
///
/// Texts are kept as bytes, one after the other: to keep the texts themselves would count a
/// reference to each, on memory that the decider shares with callers.
package struct FrameDictionaryBuilder: Sendable {
    private var termBytes: [UInt8] = []
    /// Where each term ends.
    private var termEnds: [Int] = []
    private var termIndex = FlatIndex()
    package private(set) var personals: [SealedPersonal] = []
    private var personalIndex = FlatIndex()

    package init() {}

    package var termCount: Int { termEnds.count }

    /// What the dictionary will take when it is stored, roughly; a frame is closed by its size.
    package private(set) var byteCount = 0

    /// The number of `term`, which is added where it is new.
    package mutating func number(of term: String) -> Int {
        let text = term.utf8Span.span
        let hash = QuickHash.hash(unsafe text.bytes)
        if let number = termIndex.find(hash, where: { isTerm($0, text) }) { return number }
        let number = termCount
        termBytes.append(copying: text)
        termEnds.append(termBytes.count)
        termIndex.insert(number, hash: hash)
        byteCount += text.count + 2
        return number
    }

    /// The number of `personal`, which is added where it is new. A commitment names holder and
    /// values.
    package mutating func number(of personal: SealedPersonal) -> Int {
        // A commitment is a SHA-256 value: any word of it is a hash.
        let hash = personal.commitment.words.0
        if let number = personalIndex.find(
            hash, where: { personals[$0].commitment == personal.commitment })
        {
            return number
        }
        let number = personals.count
        personals.append(personal)
        personalIndex.insert(number, hash: hash)
        byteCount += personal.holder.utf8.count + personal.ciphertext.count + 36
        return number
    }

    private func range(ofTerm number: Int) -> Range<Int> {
        (number == 0 ? 0 : termEnds[number - 1])..<termEnds[number]
    }

    private func isTerm(_ number: Int, _ text: Span<UInt8>) -> Bool {
        termBytes.span.extracting(range(ofTerm: number)).hasSameBytes(as: text)
    }

    /// Gives the UTF-8 bytes of the terms, in the order of their numbers.
    package func forEachTerm(_ body: (Span<UInt8>) -> Void) {
        for number in 0..<termCount { body(termBytes.span.extracting(range(ofTerm: number))) }
    }

    /// The text of a term.
    package func term(_ number: Int) -> String {
        String(decoding: termBytes[range(ofTerm: number)], as: UTF8.self)
    }

    /// The dictionary as whoever reads what was stored has it.
    package var built: FrameDictionary {
        FrameDictionary(terms: (0..<termCount).map(term), personals: personals)
    }
}

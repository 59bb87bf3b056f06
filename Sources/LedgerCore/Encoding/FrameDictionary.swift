/// The texts and sealed personal values of one frame, each stored once and named by its number.
///
/// A frame brings its own, so that it can be read, shipped and applied without any other.
package struct FrameDictionary: Sendable {
    private enum Texts: Sendable {
        case made([String])
        /// For who reads few rows: a text is made when it is asked for.
        case stored(FlatTexts)
    }

    private let texts: Texts
    package let personals: [SealedPersonal]

    package init(terms: [String], personals: [SealedPersonal]) {
        texts = .made(terms)
        self.personals = personals
    }

    /// - Parameter terms: UTF-8.
    package init(terms: FlatTexts, personals: [SealedPersonal]) {
        texts = .stored(terms)
        self.personals = personals
    }

    /// All terms, by number.
    package var terms: [String] {
        switch texts {
        case .made(let terms): terms
        case .stored(let texts): (0..<texts.count).map(texts.text)
        }
    }

    package func term(_ number: Int) throws(FormatError) -> String {
        switch texts {
        case .made(let terms):
            guard terms.indices.contains(number) else { throw .malformed("term number") }
            return terms[number]
        case .stored(let texts):
            guard 0..<texts.count ~= number else { throw .malformed("term number") }
            return texts.text(number)
        }
    }

    package func personal(_ number: Int) throws(FormatError) -> SealedPersonal {
        guard personals.indices.contains(number) else { throw .malformed("personal number") }
        return personals[number]
    }
}

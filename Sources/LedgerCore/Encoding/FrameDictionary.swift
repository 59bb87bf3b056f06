/// The texts and sealed personal values of one frame, each stored once and named by its number.
///
/// A frame brings its own, so that it can be read, shipped and applied without any other.
package struct FrameDictionary: Sendable {
    package let terms: [String]
    package let personals: [SealedPersonal]

    package init(terms: [String], personals: [SealedPersonal]) {
        self.terms = terms
        self.personals = personals
    }

    package func term(_ number: Int) throws(FormatError) -> String {
        guard terms.indices.contains(number) else { throw .malformed("term number") }
        return terms[number]
    }

    package func personal(_ number: Int) throws(FormatError) -> SealedPersonal {
        guard personals.indices.contains(number) else { throw .malformed("personal number") }
        return personals[number]
    }
}

/// The texts and sealed personal values of one frame, each stored once and named by its number.
///
/// A frame brings its own, so that it can be read, shipped and applied without any other.
package struct FrameDictionary: Sendable {
    package private(set) var terms: [String] = []
    package private(set) var personals: [SealedPersonal] = []
    private var termIndex = FlatIndex()
    private var personalIndex = FlatIndex()
    /// What the dictionary will take when it is stored, roughly; a frame is closed by its size.
    package private(set) var byteCount = 0

    package init() {}

    /// The dictionary of a frame that was read.
    package init(terms: [String], personals: [SealedPersonal]) {
        self.terms = terms
        self.personals = personals
    }

    /// The number of `term`, which is added where it is new.
    package mutating func number(of term: String) -> Int {
        let hash = QuickHash.hash(term)
        if let number = termIndex.find(hash, where: { Term(terms[$0]) == Term(term) }) {
            return number
        }
        let number = terms.count
        terms.append(term)
        termIndex.insert(number, hash: hash)
        byteCount += term.utf8.count + 2
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

    package func term(_ number: Int) throws(FormatError) -> String {
        guard terms.indices.contains(number) else { throw .malformed("term number") }
        return terms[number]
    }

    package func personal(_ number: Int) throws(FormatError) -> SealedPersonal {
        guard personals.indices.contains(number) else { throw .malformed("personal number") }
        return personals[number]
    }
}

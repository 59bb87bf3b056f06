import LedgerCore

/// What the numbers of one frame are in the segment that it goes into, each found once.
struct FrameNumbers {
    private static let unknown = -1

    private let frame: Frame
    private var operations: [Int]
    /// By the term of the key: the tenant's term that it was last met with, and the pair.
    private var pairs: [(tenant: UInt64, pair: Int)]
    /// By the term of the tenant: the pair without a key.
    private var pairsWithoutKey: [Int]
    /// By personal value: the pair that it was last met with, and its place there.
    private var places: [(pair: Int, place: Int)]
    private var templates: [(bytes: [UInt8], number: Int)] = []
    private var templateIndex = FlatIndex()

    init(_ frame: Frame) {
        self.frame = frame
        let terms = frame.terms.count
        operations = [Int](repeating: Self.unknown, count: terms)
        pairs = [(UInt64, Int)](repeating: (0, Self.unknown), count: terms)
        pairsWithoutKey = operations
        places = [(Int, Int)](
            repeating: (Self.unknown, 0), count: frame.personals.count)
    }

    mutating func template(
        _ bytes: [UInt8], in intake: inout SegmentIntake
    ) throws(FormatError) -> Int {
        let hash = QuickHash.hash(unsafe bytes.span.bytes)
        if let known = templateIndex.find(hash, where: { templates[$0].bytes == bytes }) {
            return templates[known].number
        }
        let number = try intake.number(ofTemplate: bytes, frame.terms)
        templates.append((bytes, number))
        templateIndex.insert(templates.count - 1, hash: hash)
        return number
    }

    mutating func operation(
        _ number: UInt64, in intake: inout SegmentIntake
    ) throws(FormatError) -> Int {
        let term = Int(clamping: number)
        guard operations.indices.contains(term), operations[term] != Self.unknown else {
            let text = try range(of: term)
            let terms = frame.terms.bytes
            let number = intake.number(
                ofOperation: intake.term(terms.span.extracting(text)))
            operations[term] = number
            return number
        }
        return operations[term]
    }

    mutating func pair(
        _ key: UInt64?, tenant: UInt64, in intake: inout SegmentIntake
    ) throws(FormatError) -> Int {
        guard let key else { return try pairWithoutKey(tenant, in: &intake) }
        let term = Int(clamping: key)
        guard pairs.indices.contains(term), pairs[term].tenant == tenant,
            pairs[term].pair != Self.unknown
        else {
            let text = try range(of: term)
            let name = try range(of: Int(clamping: tenant))
            let terms = frame.terms.bytes
            let pair = intake.number(
                of: terms.span.extracting(text), isKey: true,
                tenant: intake.term(terms.span.extracting(name)))
            pairs[term] = (tenant, pair)
            return pair
        }
        return pairs[term].pair
    }

    private mutating func pairWithoutKey(
        _ tenant: UInt64, in intake: inout SegmentIntake
    ) throws(FormatError) -> Int {
        let term = Int(clamping: tenant)
        let name = try range(of: term)
        if pairsWithoutKey[term] == Self.unknown {
            let terms = frame.terms.bytes
            let number = intake.term(terms.span.extracting(name))
            pairsWithoutKey[term] = intake.number(of: Span(), isKey: false, tenant: number)
        }
        return pairsWithoutKey[term]
    }

    /// The place of a personal value in the list of a pair; 0 where there is none.
    mutating func place(
        _ number: UInt64?, pair: Int, in intake: inout SegmentIntake
    ) throws(FormatError) -> Int {
        guard let number else { return 0 }
        let index = Int(clamping: number)
        guard places.indices.contains(index), places[index].pair == pair else {
            let personals = frame.personals
            let commitment = try personals.commitment(index)
            let holder = frame.terms.range(of: personals.holders[index])
            let place = intake.place(
                of: commitment, holder: frame.terms.bytes.span.extracting(holder),
                ciphertext: frame.bytes.span.extracting(personals.ciphertexts[index]), in: pair)
            places[index] = (pair, place)
            return place
        }
        return places[index].place
    }

    /// Where in the bytes of the terms one is.
    private func range(of term: Int) throws(FormatError) -> Range<Int> {
        guard 0..<frame.terms.count ~= term else { throw .malformed("term number") }
        return frame.terms.range(of: term)
    }
}

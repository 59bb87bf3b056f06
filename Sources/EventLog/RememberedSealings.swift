import LedgerCore

/// Sealings of the personal values of calls: an address and an agent, which are likely to come
/// again. All else is sealed anew, at the same price each time.
struct RememberedSealings {
    /// When there are so many all are forgotten: what is used again comes back at the price of a
    /// sealing.
    private static let countMax = 65_536

    private struct Sealing {
        let ip: String?
        let userAgent: String?
        let sealed: SealedPersonal
    }

    private var index = FlatIndex()
    private var sealings: [Sealing] = []

    /// What `find` and `add` take.
    /// - Returns: nil for values that are not those of a call, and not remembered.
    static func hash(of values: PersonalValues, holder: String) -> UInt64? {
        guard areOfCall(values) else { return nil }
        return QuickHash.hash(
            values.userAgent ?? "",
            from: QuickHash.hash(values.ip ?? "", from: QuickHash.hash(holder)))
    }

    /// - Returns: what these very values of the holder were sealed to; nil where that is not known.
    func find(_ hash: UInt64, _ values: PersonalValues, holder: String) -> SealedPersonal? {
        // By their bytes: two texts that Unicode holds for equal must not get one commitment.
        let known = index.find(hash) {
            Term.areSame(sealings[$0].ip, values.ip)
                && Term.areSame(sealings[$0].userAgent, values.userAgent)
                && Term(sealings[$0].sealed.holder) == Term(holder)
        }
        return known.map { sealings[$0].sealed }
    }

    /// Remembers what `find` does not know.
    mutating func add(_ sealed: SealedPersonal, of values: PersonalValues, hash: UInt64) {
        if sealings.count >= Self.countMax { self = RememberedSealings() }
        index.insert(sealings.count, hash: hash)
        sealings.append(Sealing(ip: values.ip, userAgent: values.userAgent, sealed: sealed))
    }

    private static func areOfCall(_ values: PersonalValues) -> Bool {
        values.name == nil && values.email == nil && values.externalID == nil
            && values.reason == nil && values.filters == nil
    }
}

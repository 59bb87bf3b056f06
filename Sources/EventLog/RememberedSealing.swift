import LedgerCore

/// Sealed values that are likely to be asked for again. A class, so that a look-up counts one
/// reference and not those of every text.
final class RememberedSealing: Sendable {
    let sealed: SealedPersonal
    private let values: PersonalValues

    init(values: PersonalValues, sealed: SealedPersonal) {
        self.values = values
        self.sealed = sealed
    }

    /// Whether it is the sealing of those very bytes: two texts that Unicode holds for equal must
    /// not get one commitment.
    func isOf(_ other: PersonalValues, holder: String) -> Bool {
        Term(sealed.holder) == Term(holder) && values == other
    }
}

/// Sealings by the hash of holder and values.
struct RememberedSealings {
    /// When there are so many all are forgotten: what is used again comes back at the price of a
    /// sealing.
    private static let countMax = 65_536

    private var index = FlatIndex()
    private var sealings: [RememberedSealing] = []

    /// - Returns: what these very values of the holder were sealed to; nil where that is not known.
    func find(_ hash: UInt64, _ values: PersonalValues, holder: String) -> SealedPersonal? {
        index.find(hash) { sealings[$0].isOf(values, holder: holder) }.map { sealings[$0].sealed }
    }

    /// Adds one that `find` does not know.
    mutating func add(_ sealing: RememberedSealing, hash: UInt64) {
        if sealings.count >= Self.countMax { self = RememberedSealings() }
        index.insert(sealings.count, hash: hash)
        sealings.append(sealing)
    }
}

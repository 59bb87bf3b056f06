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

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
        same(sealed.holder, holder) && same(values.ip, other.ip)
            && same(values.userAgent, other.userAgent) && same(values.name, other.name)
            && same(values.email, other.email) && same(values.reason, other.reason)
            && same(values.filters, other.filters) && same(values.externalID, other.externalID)
    }

    private func same(_ a: String?, _ b: String?) -> Bool {
        a.map(Term.init) == b.map(Term.init)
    }
}

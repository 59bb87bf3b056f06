import LedgerCore

extension LedgerView {
    /// An id for someone whom an outside system names: always the same, so that it is found again,
    /// and no hint at the outside name for anybody without the ledger's secrets.
    ///
    /// It is cut from what sealing the outside name would commit to, under a key that the tenant
    /// has for nothing else and that lies among the holder keys. A commit makes a key durable
    /// before the first entry that an id of it stands in. If the key is lost, other ids come out.
    /// - Parameters:
    ///   - prefix: what the id begins with, such as `prn_`.
    ///   - externalID: the name in the outside system.
    ///   - tenant: where the id is used; the same name has another id in another tenant.
    /// - Returns: the prefix and 22 base62 characters, of more than 110 bits.
    package func pseudonym(
        _ prefix: String, of externalID: String, in tenant: String
    ) -> String {
        var values = PersonalValues()
        values.externalID = externalID
        // No principal or key is called so: their ids hold no slash.
        let sealed = context(now: state.recordedAt).sealing.seal(
            values, holder: "pseudonyms/\(tenant)")
        let words = sealed.commitment.words
        let digits = [words.0 >> 32, words.0, words.1 >> 32, words.1].map {
            Base62.digits(UInt32(truncatingIfNeeded: $0), count: 6)
        }
        return prefix + digits.joined().prefix(22)
    }
}

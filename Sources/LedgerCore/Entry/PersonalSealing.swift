/// What binds and enciphers personal values for `decide`.
///
/// The same holder and values give the same sealed form for as long as the holder's key lives. It
/// may be called from any thread, does no I/O and cannot fail: a holder met for the first time gets
/// a key, which is made durable before the commit that needs it.
package protocol PersonalSealing: Sendable {
    /// - Parameters:
    ///   - values: what is to be kept; not empty.
    ///   - holder: whose values they are: a principal, a key, or the anonymous holder of a day.
    func seal(_ values: PersonalValues, holder: String) -> SealedPersonal
}

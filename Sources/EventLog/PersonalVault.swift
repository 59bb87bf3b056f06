package import LedgerCore
import OpenSSL
import Synchronization

/// The keys of holders: seals personal values for the log, opens them, and destroys keys.
///
/// - A holder met for the first time gets a random key, which waits in memory until
///   `persistNewHolders`. The committer calls that before the commit that may need the key, so a
///   durable entry never names a key that a crash could lose.
/// - Any thread may seal and open while one persists: memory and file have a lock each,
///   and nothing waits for the disk but who writes to it.
package final class PersonalVault: PersonalSealing, Sendable {
    /// What became of sealed values.
    package enum Opening: Sendable, Equatable {
        case opened(PersonalValues)
        /// The key they were sealed with was destroyed.
        case erased
        /// They are not what was sealed with the holder's key, or that is missing without having
        /// been destroyed.
        case damaged
    }

    private enum Deciphering {
        case canonical([UInt8])
        case erased
        case damaged
    }

    private struct State {
        var keys: [Digest: [UInt8]]
        var erased: Set<Digest>
        /// Keys in memory that are not on disk, in the order of drawing.
        var pending: [(holder: Digest, key: [UInt8])] = []
        var remembered = RememberedSealings()
    }

    private let state: Mutex<State>
    private let file: Mutex<HolderKeyFile>

    init(file: consuming HolderKeyFile) {
        state = Mutex(State(keys: file.keys, erased: file.erasedHolders))
        self.file = Mutex(file)
    }

    /// Seals values under the holder's key. Those of a call that was sealed lately cost one
    /// look-up.
    package func seal(_ values: PersonalValues, holder: String) -> SealedPersonal {
        let hash = RememberedSealings.hash(of: values, holder: holder)
        return state.withLock { state in
            if let hash, let known = state.remembered.find(hash, values, holder: holder) {
                return known
            }
            let key = Self.key(of: PersonalCipher.digest(of: holder), in: &state)
            let sealed = Self.seal(values.canonical, holder: holder, key: key)
            if let hash { state.remembered.add(sealed, of: values, hash: hash) }
            return sealed
        }
    }

    private static func key(of holder: Digest, in state: inout State) -> [UInt8] {
        if let key = state.keys[holder] { return key }
        do throws(OpenSSLError) {
            let key = try SecureRandom.bytes(PersonalCipher.keyBytes)
            state.keys[holder] = key
            state.pending.append((holder, key))
            return key
        } catch {
            preconditionFailure("the system's random source failed: no key can be drawn")
        }
    }

    private static func seal(_ canonical: [UInt8], holder: String, key: [UInt8]) -> SealedPersonal {
        do throws(OpenSSLError) {
            let commitment = try PersonalCipher.commitment(to: canonical, key: key)
            return SealedPersonal(
                holder: holder, commitment: commitment,
                ciphertext: try PersonalCipher.apply(
                    to: canonical, commitment: commitment, key: key))
        } catch {
            preconditionFailure("libcrypto has no memory for a cipher")
        }
    }

    /// Makes the keys durable that were drawn since the last call. The committer calls it before
    /// each commit; after an error the process ends.
    /// - Throws: `file_failed`.
    package func persistNewHolders() throws(LogError) {
        try file.withLock { file throws(LogError) in
            let new = state.withLock { state in
                defer { state.pending = [] }
                return state.pending
            }
            if !new.isEmpty { try file.append(new) }
        }
    }

    /// The rows that are durable.
    var durableRows: [HolderKeyRecord] { file.withLock { $0.rows } }

    /// Whether there is a key of that holder, or it is known to be destroyed.
    package func knows(holder: String) -> Bool {
        let holder = PersonalCipher.digest(of: holder)
        return state.withLock { $0.keys[holder] != nil || $0.erased.contains(holder) }
    }

    /// The values that were sealed; nil where the holder's key is gone, or the bytes are not what
    /// was sealed.
    package func open(_ sealed: SealedPersonal) -> PersonalValues? {
        guard case .opened(let values) = opening(of: sealed) else { return nil }
        return values
    }

    /// Deciphers values, recomputes their commitment, and says what became of them.
    package func opening(of sealed: SealedPersonal) -> Opening {
        switch decipher(sealed) {
        case .canonical(let canonical):
            PersonalValues(canonical: canonical).map { .opened($0) } ?? .damaged
        case .erased: .erased
        case .damaged: .damaged
        }
    }

    /// Whether the commitment recomputes, or cannot because the key was destroyed.
    func isSound(_ sealed: SealedPersonal) -> Bool {
        switch decipher(sealed) {
        case .canonical, .erased: true
        case .damaged: false
        }
    }

    private func decipher(_ sealed: SealedPersonal) -> Deciphering {
        let holder = PersonalCipher.digest(of: sealed.holder)
        let (key, isErased) = state.withLock { ($0.keys[holder], $0.erased.contains(holder)) }
        // A holder that came back after an erasure has a key that cannot open what was before it.
        let failure: Deciphering = isErased ? .erased : .damaged
        guard let key else { return failure }
        do throws(OpenSSLError) {
            let canonical = try PersonalCipher.apply(
                to: sealed.ciphertext, commitment: sealed.commitment, key: key)
            let commitment = try PersonalCipher.commitment(to: canonical, key: key)
            return commitment == sealed.commitment ? .canonical(canonical) : failure
        } catch {
            preconditionFailure("libcrypto has no memory for a cipher")
        }
    }

    /// Destroys a holder's key, in memory and on disk: its values are gone from every copy of the
    /// log, and every proof still verifies. After an error the process ends.
    /// - Throws: `file_failed`.
    package func erase(holder: String) throws(LogError) {
        let holder = PersonalCipher.digest(of: holder)
        try file.withLock { file throws(LogError) in
            try file.erase(holder)
            state.withLock { state in
                state.pending.removeAll { $0.holder == holder }
                state.remembered = RememberedSealings()
                state.keys[holder] = nil
                state.erased.insert(holder)
            }
        }
    }
}

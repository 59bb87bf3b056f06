package import LedgerCore
import Synchronization

/// Seals without keys: the commitment is a plain hash, and what it stands for is remembered.
package final class TestSealing: PersonalSealing, PersonalOpening {
    private let sealed = Mutex<[Digest: PersonalValues]>([:])

    package init() {}

    package func seal(_ values: PersonalValues, holder: String) -> SealedPersonal {
        let canonical = values.canonical
        var words: [UInt64] = []
        for word in UInt64(0)..<4 {
            var hash = SipHash(key: (word, 0))
            hash.combine(holder)
            for byte in canonical { hash.combine(byte) }
            words.append(hash.finish())
        }
        let commitment = Digest(words: (words[0], words[1], words[2], words[3]))
        sealed.withLock { $0[commitment] = values }
        return SealedPersonal(holder: holder, commitment: commitment, ciphertext: canonical)
    }

    package func open(_ sealed: SealedPersonal) -> PersonalValues? {
        self.sealed.withLock { $0[sealed.commitment] }
    }

    /// Forgets everything, as if every holder were erased.
    package func erase() { sealed.withLock { $0 = [:] } }
}

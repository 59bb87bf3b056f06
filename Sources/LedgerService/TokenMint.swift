package import LedgerCore
import OpenSSL

/// Draws ids and secrets at random. The one place where tokens exist in clear besides the answer
/// that shows them.
package enum TokenMint {
    /// A token that was just drawn, and what the ledger keeps of it.
    package struct Minted: Sendable {
        package let token: String
        package let secret: NewSecret
    }

    /// - Throws: `random_failed` where the system gives no randomness.
    package static func mint(_ format: TokenFormat = .native) throws(LedgerError) -> Minted {
        let token = format.token(random: try base62(format.randomCharacters))
        return Minted(
            token: token, secret: NewSecret(digest: digest(of: token), hint: format.hint(of: token))
        )
    }

    /// `key_` and 22 base62 characters.
    package static func keyID() throws(LedgerError) -> String { "key_" + (try base62(22)) }

    /// An id with a prefix and 22 base62 characters.
    package static func id(_ prefix: String) throws(LedgerError) -> String {
        prefix + (try base62(22))
    }

    /// What the ledger knows a token by.
    package static func digest(of token: String) -> Digest {
        Digest(words: SHA256.words(of: Array(token.utf8).span))
    }

    private static func base62(_ count: Int) throws(LedgerError) -> String {
        do {
            // One byte in 32 is passed over: twice as many as needed leave no doubt.
            while true {
                let random = try SecureRandom.bytes(2 * count + 16)
                if let text = Base62.characters(from: random, count: count) { return text }
            }
        } catch {
            throw LedgerError(
                code: "random_failed",
                sentence: "The system gave no random bytes; check /dev/urandom and try again.")
        }
    }
}

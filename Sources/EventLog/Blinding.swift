import OpenSSL
import Synchronization

/// The blinds of leaves: a keyed function of the sequence, so that the hash of a leaf in a proof
/// tells nobody what its neighbour says.
///
/// blind = AES-256 of one block under the blinding key, the block being eight zero bytes and the
/// sequence, big-endian. One block is one call of a pseudo-random permutation, so blinds are
/// distinct and unguessable without the key.
package final class Blinding: Sendable {
    private let cipher: Mutex<AES256Block>

    /// - Parameter key: the blinding key, 32 bytes.
    /// - Throws: `cryptography_failed`.
    package init(key: [UInt8]) throws(LogError) {
        do throws(OpenSSLError) {
            cipher = Mutex(try AES256Block(key: key.span))
        } catch {
            throw LogError(error, place: "the blinding key")
        }
    }

    /// The 16 bytes that the leaf of this sequence carries.
    package func blind(of sequence: UInt64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 16)
        for index in 8..<16 {
            block[index] = UInt8(truncatingIfNeeded: sequence >> UInt64(8 * (15 - index)))
        }
        cipher.withLock { cipher in
            var span = block.mutableSpan
            do throws(OpenSSLError) {
                try cipher.encrypt(&span)
            } catch {
                preconditionFailure("a block of 16 bytes is whole")
            }
        }
        return block
    }
}

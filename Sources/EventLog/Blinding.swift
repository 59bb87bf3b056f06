import OpenSSL
import Synchronization

/// The blinds of leaves: a keyed function of the sequence, so that the hash of a leaf in a proof
/// tells nobody what its neighbour says.
///
/// blind = AES-256 of one block under the blinding key, the block being eight zero bytes and the
/// sequence, big-endian. One block is one call of a pseudo-random permutation, so blinds are
/// distinct and unguessable without the key.
package final class Blinding: Sendable {
    /// Bytes of a blind.
    static let blindBytes = 16

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
    package func blind(of sequence: UInt64) -> [UInt8] { blinds(of: CollectionOfOne(sequence)) }

    /// The blinds of the leaves of these sequences, one after the other.
    func blinds(of sequences: some Collection<UInt64>) -> [UInt8] {
        var blocks: [UInt8] = []
        blocks.reserveCapacity(sequences.count * Self.blindBytes)
        for sequence in sequences {
            blocks.append(contentsOf: repeatElement(0, count: 8))
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                blocks.append(UInt8(truncatingIfNeeded: sequence >> shift))
            }
        }
        cipher.withLock { cipher in
            var span = blocks.mutableSpan
            do throws(OpenSSLError) {
                try cipher.encrypt(&span)
            } catch {
                preconditionFailure("blocks of 16 bytes are whole")
            }
        }
        return blocks
    }
}

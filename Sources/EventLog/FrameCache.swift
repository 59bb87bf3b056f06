import Synchronization

/// The frames that single entries were read from last. Retries come close together, and checking
/// and parsing a full frame takes a thousand times as long as decoding one row of it.
final class FrameCache: Sendable {
    /// At 768 KiB a frame, some 12 MiB, and about twice as much for the dictionaries made of them.
    private static let capacity = 16

    // Least recently used first.
    private let readers = Mutex<[FrameReader]>([])

    func reader(holding sequence: UInt64) -> FrameReader? {
        readers.withLock { readers in
            guard let index = readers.lastIndex(where: { $0.frame.sequences.contains(sequence) })
            else { return nil }
            let reader = readers.remove(at: index)
            readers.append(reader)
            return reader
        }
    }

    func insert(_ reader: FrameReader) {
        readers.withLock { readers in
            if readers.count == Self.capacity { readers.removeFirst() }
            readers.append(reader)
        }
    }

    /// Forgets every frame: what they held is sealed, or may be.
    func removeAll() { readers.withLock { $0 = [] } }
}

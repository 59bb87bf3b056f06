import Synchronization

/// The frames that single entries were read from last. Retries come close together, and checking
/// and parsing a full frame takes a thousand times as long as decoding one row of it.
final class FrameCache: Sendable {
    /// At 768 KiB a frame, some 12 MiB and what their dictionaries take.
    private static let capacity = 16

    // Least recently used first.
    private let frames = Mutex<[FrameReader]>([])

    func frame(holding sequence: UInt64) -> FrameReader? {
        frames.withLock { frames in
            guard let index = frames.lastIndex(where: { $0.frame.sequences.contains(sequence) })
            else {
                return nil
            }
            let frame = frames.remove(at: index)
            frames.append(frame)
            return frame
        }
    }

    func insert(_ frame: FrameReader) {
        frames.withLock { frames in
            if frames.count == Self.capacity { frames.removeFirst() }
            frames.append(frame)
        }
    }

    /// Forgets every frame: what they held is sealed, or may be.
    func removeAll() { frames.withLock { $0 = [] } }
}

import Synchronization

/// Which blocks of a file have been held against their checksum: a bit each, set once.
@safe
package struct VerifiedBlocks: ~Copyable, @unchecked Sendable {
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let wordCount: Int

    /// None of them yet.
    package init(count: Int) {
        wordCount = (count + 63) / 64
        unsafe words = .allocate(capacity: wordCount)
        for index in 0..<wordCount { unsafe (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe words.deinitialize(count: wordCount)
        unsafe words.deallocate()
    }

    /// Whether a block has been held against its checksum.
    @inline(__always)
    package func contains(_ block: Int) -> Bool {
        let word = block >> 6
        precondition(word < wordCount)
        return unsafe words[word].load(ordering: .relaxed) >> UInt64(block & 63) & 1 == 1
    }

    /// Remembers that a block was checked. Two threads that check the same one set the same bit.
    package func insert(_ block: Int) {
        let word = block >> 6
        precondition(word < wordCount)
        unsafe words[word].bitwiseOr(1 << UInt64(block & 63), ordering: .relaxed)
    }
}

package import LedgerCore

/// The right edge of a growing tree: the roots of its perfect subtrees, largest first. All that is
/// needed to append and to know the root.
///
/// After `n` leaves there is one subtree for each bit that is set in `n`. (The compact ranges of
/// transparency-dev/merkle, for a range that begins at the first leaf.)
package struct CompactRange: Sendable, Equatable {
    /// How many leaves were appended.
    package private(set) var size: UInt64 = 0
    package private(set) var subtrees: [Digest] = []

    package init() {}

    /// Appends the hash of the next leaf.
    package mutating func append(_ leaf: Digest) { append(subtree: leaf, count: 1) }

    /// Appends the root of the next perfect subtree.
    /// - Parameter count: how many leaves it covers: a power of two that divides `size`.
    package mutating func append(subtree root: Digest, count: UInt64) {
        precondition(count.nonzeroBitCount == 1 && size % count == 0, "a subtree is perfect")
        var hash = root
        var complete = size / count
        while complete & 1 == 1 {
            hash = TreeHash.node(subtrees.removeLast(), hash)
            complete >>= 1
        }
        subtrees.append(hash)
        size += count
    }

    /// The root of the tree over all leaves so far.
    package var root: Digest {
        guard var root = subtrees.last else { return TreeHash.empty }
        for subtree in subtrees.dropLast().reversed() { root = TreeHash.node(subtree, root) }
        return root
    }
}

package import LedgerCore

/// The hashes of one perfect subtree at the levels of tiles above the leaves: what a sealed segment
/// keeps of the tree over its entries.
///
/// A tile is 256 hashes wide (C2SP tlog-tiles), so a hash of level 1 covers 256 leaves, and one of
/// level 2 covers 65,536. The hashes of the leaves are not kept: they follow from the entries.
package struct SubtreeHashes: Sendable, Equatable {
    /// How many leaves one hash of level 1 covers.
    package static let tileWidth: UInt64 = 256

    /// The hashes of level 1 so far, each over 256 leaves.
    package private(set) var levelOne: [Digest] = []
    /// The leaves that no hash of level 1 covers yet.
    private var open = CompactRange()

    /// A subtree without leaves.
    package init() {}

    /// A subtree whose hashes of level 1 were stored.
    package init(levelOne: [Digest]) { self.levelOne = levelOne }

    /// How many leaves there are.
    package var count: UInt64 { UInt64(levelOne.count) * Self.tileWidth + open.size }

    /// Adds the hash of the next leaf.
    package mutating func append(_ leaf: Digest) {
        open.append(leaf)
        guard open.size == Self.tileWidth else { return }
        levelOne.append(open.root)
        open = CompactRange()
    }

    /// The root over all leaves (RFC 6962 section 2.1).
    package var root: Digest {
        var range = CompactRange()
        for hash in levelOne { range.append(hash) }
        var rest = range.subtrees
        guard var root = open.size > 0 ? open.root : rest.popLast() else { return TreeHash.empty }
        for subtree in rest.reversed() { root = TreeHash.node(subtree, root) }
        return root
    }
}

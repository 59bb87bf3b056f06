import LedgerCore
import Testing
import Transparency

@Suite struct SubtreeHashesTests {
    /// The series of Go's sumdb tests: entry `i` is "leaf i".
    @Test(arguments: [
        (1, "1bb97dcc21635d47e2663efdfd0a174686d98dd701352dd2cd06e8b43fd3d305"),
        (7, "5a61fc2b54f9cfa71774f2432143dd40c6cb2b11947faf65a7d3da5cb65199c8"),
        (256, "cf5effdb11d0927a2edf53b0e73c7837f659414e00537da5d90eb5c4c49ff274"),
        (65_536, "e100ba54d69a91012fc13b7890feac78d6996a097268b6f735d17311c7402a60"),
        (70_000, "da0532ff7b2ee56f4067110fc964e9f27b5959f9527bfff3fa501aa7584deaf3"),
    ])
    func `Roots over hashes of level 1 are those over the leaves`(size: Int, root: String) {
        var tree = SubtreeHashes()
        for index in 0..<size { tree.append(TreeHash.leaf(Array("leaf \(index)".utf8))) }
        #expect(tree.count == UInt64(size))
        #expect(tree.root.hex == root)
        #expect(tree.levelOne.count == size / 256)
        if size.isMultiple(of: 256) {
            #expect(SubtreeHashes(levelOne: tree.levelOne) == tree)
        }
    }

    @Test func `Hashes of level 1 are the roots of each 256 leaves`() {
        var tree = SubtreeHashes()
        var parts: [CompactRange] = []
        for index in 0..<1_100 {
            if index.isMultiple(of: 256) { parts.append(CompactRange()) }
            let leaf = TreeHash.leaf(Array("leaf \(index)".utf8))
            parts[index / 256].append(leaf)
            tree.append(leaf)
        }
        #expect(tree.levelOne == parts.dropLast().map(\.root))
    }

    @Test func `A subtree without leaves has the hash of nothing`() {
        #expect(SubtreeHashes().root == TreeHash.empty)
    }
}

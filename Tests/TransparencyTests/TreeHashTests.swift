import LedgerCore
import Testing
import Transparency

@Suite struct TreeHashTests {
    @Test(arguments: [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("L123456", "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"),
    ])
    func `a leaf hash is that of RFC 6962`(leaf: String, hash: String) {
        #expect(TreeHash.leaf(Array(leaf.utf8)).hex == hash)
    }

    @Test func `a tree without leaves has the hash of nothing`() {
        #expect(
            CompactRange().root.hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    /// The leaves and roots of the Certificate Transparency reference tests.
    @Test func `the roots of the eight reference leaves`() throws {
        let leaves = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var range = CompactRange()
        for (leaf, root) in zip(leaves, roots) {
            range.append(TreeHash.leaf(try #require(Hex.decode(leaf))))
            #expect(range.root.hex == root)
        }
    }

    /// The series of Go's sumdb tests: entry `i` is "leaf i".
    @Test(arguments: [
        (1, "1bb97dcc21635d47e2663efdfd0a174686d98dd701352dd2cd06e8b43fd3d305"),
        (7, "5a61fc2b54f9cfa71774f2432143dd40c6cb2b11947faf65a7d3da5cb65199c8"),
        (256, "cf5effdb11d0927a2edf53b0e73c7837f659414e00537da5d90eb5c4c49ff274"),
        (65_536, "e100ba54d69a91012fc13b7890feac78d6996a097268b6f735d17311c7402a60"),
        (70_000, "da0532ff7b2ee56f4067110fc964e9f27b5959f9527bfff3fa501aa7584deaf3"),
    ])
    func `the roots of a longer series`(size: Int, root: String) {
        var range = CompactRange()
        for index in 0..<size { range.append(TreeHash.leaf(Array("leaf \(index)".utf8))) }
        #expect(range.size == UInt64(size))
        #expect(range.root.hex == root)
    }
}

import LedgerCore

/// Things numbered as they come, with how often each came, so that at the end the most frequent get
/// the lowest numbers.
struct SegmentCountedTable<Item: Equatable> {
    private(set) var items: [Item] = []
    private var counts: [Int] = []
    private var index = FlatIndex()

    /// The number of a thing, which is added where it is new.
    mutating func number(of item: Item, hash: UInt64) -> Int {
        if let known = index.find(hash, where: { items[$0] == item }) { return known }
        items.append(item)
        counts.append(0)
        index.insert(items.count - 1, hash: hash)
        return items.count - 1
    }

    mutating func countRow(of number: Int) { counts[number] += 1 }

    /// The numbers in the order of frequency; of those that are as frequent the older is first.
    var byFrequency: [Int] {
        items.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    }
}
